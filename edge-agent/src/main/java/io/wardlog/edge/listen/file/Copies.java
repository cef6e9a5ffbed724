package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Knows a rotated file of which nothing is settled as the copy of one of which something is: rotation by copying and truncating
 * makes such files, and their lines must not be recorded a second time. Confined to the file listener's thread.
 */
final class Copies {

    private final String deviceId;
    private final FileLines lines;
    private final Map<String, Tail> tails;
    private final Duration wholeAfter;

    /** What a rotated file is. */
    sealed interface Judgement {
        /** Nobody's copy: all of it is new. */
        record New() implements Judgement {}

        /** It may be a copy, and still grows: to be judged when it is whole. */
        record Growing() implements Judgement {}

        /** The copy of a file that is there and not read as far: to be judged when that is read, or cut. */
        record Waits() implements Judgement {}

        /** The copy of a file that was read up to here. */
        record SettledTo(FileStep.To position) implements Judgement {}
    }

    /** @param wholeAfter how long a copy has not grown when it is whole */
    Copies(String deviceId, FileLines lines, Map<String, Tail> tails, Duration wholeAfter) {
        this.deviceId = deviceId;
        this.lines = lines;
        this.wholeAfter = wholeAfter;
        this.tails = tails;
    }

    Judgement judge(Tail copy) throws IOException {
        if (copy.file().size() < Fingerprint.SPAN && !copy.isStillFor(wholeAfter)) {
            return new Judgement.Growing(); // too little to tell
        }
        for (String key : lines.keys(deviceId)) {
            Optional<FilePosition> settled = lines.position(deviceId, key).filter(at -> at.offset() > 0);
            if (settled.isPresent() && beginsAs(copy, settled.get())) {
                if (!copy.isStillFor(wholeAfter)) {
                    return new Judgement.Growing();
                }
                Judgement judgement = judge(copy, settled.get(), tails.get(key));
                if (!(judgement instanceof Judgement.New)) {
                    return judgement;
                }
            }
        }
        return new Judgement.New();
    }

    private static boolean beginsAs(Tail copy, FilePosition original) throws IOException {
        long size = copy.file().size();
        if (Math.min(size, Fingerprint.SPAN) < Math.min(original.offset(), Fingerprint.SPAN)) {
            return false;
        }
        Optional<Hash> own = copy.file().fingerprint(Math.min(size, original.offset()));
        return own.isPresent() && Fingerprint.beginAlike(own.get(), original.fingerprint());
    }

    private static Judgement judge(Tail copy, FilePosition original, Tail owner) throws IOException {
        long size = copy.file().size();
        if (owner != null && owner.isPlaced() && owner.file().isIntact()) {
            boolean same = copy.file().fingerprint(size).equals(owner.file().fingerprint(size));
            if (!same) {
                return new Judgement.New();
            }
            return size <= original.offset() ? settled(copy, size) : new Judgement.Waits();
        }
        if (size < original.offset()) {
            return settled(copy, size);
        }
        boolean same = copy.file()
                .fingerprint(original.offset())
                .filter(original.fingerprint()::equals)
                .isPresent();
        return same ? settled(copy, original.offset()) : new Judgement.New();
    }

    private static Judgement settled(Tail copy, long offset) throws IOException {
        return copy.file()
                .fingerprint(offset)
                .<Judgement>map(is -> new Judgement.SettledTo(new FileStep.To(copy.name(), offset, is)))
                .orElseGet(Judgement.Growing::new);
    }
}

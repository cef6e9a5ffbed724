package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.state.FileBeginnings;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Knows a file by its content, when its key says nothing or something else: it was copied, or is on a volume that was mounted anew, or
 * has the key of one that is gone. Its lines that are on record must not be recorded a second time. It is a copy of what its whole
 * content was compared with, and nothing less. Confined to the file listener's thread.
 */
final class Copies {

    /** How long a file that may become a copy is waited for while it grows. */
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(30);

    private final String deviceId;
    private final FileLines lines;
    private final Map<String, Tail> tails;
    private final Duration wholeAfter;

    /** What a file is. */
    sealed interface Judgement {
        /** Nobody's copy: all of it is new. */
        record New() implements Judgement {}

        /** Not all of it is compared yet. */
        record UnderWay() implements Judgement {}

        /** It has nothing yet, or may be a copy that still grows. */
        record Growing() implements Judgement {}

        /** The copy of the file of this key, which is there and not read as far: to be judged when that is read, or cut, or gone. */
        record Waits(String key) implements Judgement {}

        /** The beginning of it is on record, up to here, as that of the file of this key. */
        record SettledTo(FileStep.To position, String key, FilePosition settled) implements Judgement {}
    }

    private record Known(String key, FilePosition position) {}

    /** @param wholeAfter how long a copy has not grown when it is whole */
    Copies(String deviceId, FileLines lines, Map<String, Tail> tails, Duration wholeAfter) {
        this.deviceId = deviceId;
        this.lines = lines;
        this.wholeAfter = wholeAfter;
        this.tails = tails;
    }

    Judgement judge(Tail file) throws IOException {
        long size = file.file().size();
        if (size == 0 && file.isListed()) {
            boolean wasCut = file.wasPlaced() && file.isStillFor(wholeAfter);
            return wasCut ? new Judgement.New() : new Judgement.Growing();
        }
        List<Known> alike = alike(file, size);
        if (mayBeShut(size) && isPatient(file)) {
            return new Judgement.Growing();
        }
        for (Known known : alike) { // by offset, so that all are compared in one pass
            if (known.position().offset() <= size
                    && file.file()
                            .prefixes()
                            .fingerprint(known.position().offset())
                            .isEmpty()) {
                return new Judgement.UnderWay();
            }
        }
        for (int i = alike.size() - 1; i >= 0; i--) {
            Judgement is = judge(file, alike.get(i), size);
            if (!(is instanceof Judgement.New)) {
                return is;
            }
        }
        return new Judgement.New();
    }

    /** What it may be a copy of, as far as the first bytes tell; of files that are not open only those of which it has as many. */
    private List<Known> alike(Tail file, long size) throws IOException {
        byte[] first = file.file().prefixes().first((int) Math.min(size, Fingerprint.SPAN));
        FileBeginnings beginnings = lines.beginnings(deviceId);
        Set<String> keys = openLonger(first.length);
        for (int span : beginnings.spans(first.length)) {
            keys.addAll(beginnings.keys(span, file.file().prefixes().half(Arrays.copyOf(first, span))));
        }
        List<Known> alike = new ArrayList<>();
        for (String key : keys) {
            lines.position(deviceId, key).filter(at -> at.offset() > 0).ifPresent(at -> alike.add(new Known(key, at)));
        }
        alike.sort(Comparator.comparing(known -> known.position().offset()));
        return alike;
    }

    /** The keys of open files that are known by more first bytes than these. */
    private Set<String> openLonger(int first) {
        Set<String> keys = new HashSet<>();
        if (first < Fingerprint.SPAN) {
            for (String key : tails.keySet()) {
                lines.position(deviceId, key).filter(at -> at.span() > first).ifPresent(at -> keys.add(key));
            }
        }
        return keys;
    }

    /** Whether it may be a copy of a file that is not open and known by more first bytes than it has, so that nothing can be compared yet. */
    private boolean mayBeShut(long size) {
        int first = (int) Math.min(size, Fingerprint.SPAN);
        int open =
                openLonger(first).size(); // asked before: one that grows meanwhile makes it wait, not be taken for new
        return lines.beginnings(deviceId).longer(first) > open;
    }

    /** Whether a file that may be a copy is given more time to grow. */
    private boolean isPatient(Tail file) {
        return !file.isStillFor(wholeAfter) && !file.isUnplacedFor(MOST_PATIENCE);
    }

    private Judgement judge(Tail file, Known known, long size) throws IOException {
        Tail owner = tails.get(known.key());
        if (owner != null && owner != file) {
            Optional<Boolean> kept = hasKept(owner, known.position());
            if (kept.isEmpty()) {
                return new Judgement.UnderWay();
            }
            if (kept.get()) {
                return besideOriginal(file, owner, known, size);
            }
            if (owner.isUnderWay()) {
                return new Judgement.Waits(known.key()); // more of it is being settled
            }
        }
        if (size < known.position().offset()) {
            return shorter(file, owner, known, size);
        }
        boolean same = file.file()
                .prefixes()
                .fingerprint(known.position().offset())
                .filter(known.position().fingerprint()::equals)
                .isPresent();
        return same ? settled(file, known.position().offset(), known) : new Judgement.New();
    }

    /** Whether the file still is what was read of it. */
    private static Optional<Boolean> hasKept(Tail owner, FilePosition position) throws IOException {
        if (owner.isPlaced()) {
            return Optional.of(owner.file().isIntact());
        }
        if (owner.file().size() < position.offset()) {
            return Optional.of(false);
        }
        return owner.file().prefixes().fingerprint(position.offset()).map(position.fingerprint()::equals);
    }

    /** The original is there: all that both have must be the same. */
    private Judgement besideOriginal(Tail file, Tail owner, Known known, long size) throws IOException {
        long common = Math.min(size, owner.file().size());
        long whole =
                Math.min(file.file().prefixes().lineEnd(size), known.position().offset());
        Optional<Hash> ofWhole = file.file().prefixes().fingerprint(whole);
        Optional<Hash> own = file.file().prefixes().fingerprint(common);
        Optional<Hash> others = owner.file().prefixes().fingerprint(common);
        if (ofWhole.isEmpty() || own.isEmpty() || others.isEmpty()) {
            return new Judgement.UnderWay();
        }
        if (!own.equals(others)) {
            return new Judgement.New();
        }
        if (!owner.isListed()) {
            return new Judgement.Waits(known.key()); // it is read to its end first, and then this goes on from there
        }
        boolean mayGrow = file.isListed() && isPatient(file);
        if (size == common && mayGrow) {
            return new Judgement.Growing();
        }
        if (whole == 0) {
            return new Judgement.New(); // not one line
        }
        boolean ownerIsRead =
                owner.isPlaced() && !owner.isUnderWay() && owner.file().isReadToEnd();
        return size <= known.position().offset() || ownerIsRead
                ? settled(file, whole, known)
                : new Judgement.Waits(known.key());
    }

    /** What was read of the original is more than it has: where a line of that ended, its content is known, too. */
    private Judgement shorter(Tail file, Tail owner, Known known, long size) throws IOException {
        if (isPatient(file)) {
            return new Judgement.Growing();
        }
        Judgement is = new Judgement.New();
        for (FileStep.To point : owner == null ? List.<FileStep.To>of() : owner.passed()) {
            if (point.offset() <= Math.min(size, known.position().offset())) {
                Optional<Hash> own = file.file().prefixes().fingerprint(point.offset());
                if (own.isEmpty()) {
                    return new Judgement.UnderWay();
                }
                if (own.get().equals(point.fingerprint())) {
                    is = settled(file, point.offset(), known);
                }
            }
        }
        return is;
    }

    private static Judgement settled(Tail file, long offset, Known known) throws IOException {
        return file.file()
                .prefixes()
                .fingerprint(offset)
                .<Judgement>map(is -> new Judgement.SettledTo(
                        new FileStep.To(file.name(), offset, is), known.key(), known.position()))
                .orElseGet(Judgement.UnderWay::new);
    }
}

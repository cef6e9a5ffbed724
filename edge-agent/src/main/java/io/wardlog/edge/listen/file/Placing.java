package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.file.Copies.Judgement;
import io.wardlog.edge.listen.file.FileNames.Kind;
import io.wardlog.edge.listen.file.FollowedFile.Going;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the place in a file from which it is to be read: where it is settled, where that is settled which it is a copy of, or its
 * beginning. Confined to the file listener's thread.
 */
final class Placing {

    private static final Logger log = LoggerFactory.getLogger(Placing.class);

    private final String deviceId;
    private final FileShared shared;
    private final HandOver handOver;
    private final FolderFiles files;
    private final Copies copies;

    Placing(String deviceId, FileShared shared, HandOver handOver, FolderFiles files) {
        this.deviceId = deviceId;
        this.shared = shared;
        this.handOver = handOver;
        this.files = files;
        this.copies = new Copies(
                deviceId, shared.lines(), files.tails(), shared.config().pollInterval());
    }

    /** How far placing a file has come. */
    enum Progress {
        PLACED,
        /** There is more to read for it at once. */
        MORE,
        /** Nothing behind it may be read now. */
        BLOCKS,
        /** Others may be read first. */
        WAITS
    }

    /** One step towards the place; {@code othersWait}: a copy of what this file was may still have to be read. */
    Progress place(Tail tail, boolean othersWait) throws IOException {
        Optional<FilePosition> settled =
                shared.lines().position(deviceId, tail.file().key());
        if (settled.isPresent()) {
            Going going = tail.file().goTo(settled);
            if (going != Going.OTHER_CONTENT) {
                return going == Going.THERE ? arrived(tail, settled.get()) : Progress.MORE;
            }
        }
        Judgement is = copies.judge(tail);
        tail.waitsFor(is instanceof Judgement.Waits waits ? Optional.of(waits.key()) : Optional.empty());
        if (is instanceof Judgement.UnderWay) {
            return Progress.MORE;
        }
        if (is instanceof Judgement.SettledTo known) {
            takeOver(tail, settled, known);
            return Progress.BLOCKS;
        }
        if (is instanceof Judgement.New) {
            return settled.isEmpty() ? begin(tail) : beginAnew(tail, settled.get(), othersWait);
        }
        boolean comesFirst = is instanceof Judgement.Growing && tail.kind() == Kind.ROTATED && !tail.isEmpty();
        return comesFirst ? Progress.BLOCKS : Progress.WAITS;
    }

    private Progress arrived(Tail tail, FilePosition at) {
        tail.placed();
        if (!at.name().equals(tail.name()) && tail.isListed()) {
            FileStep.To renamed = new FileStep.To(tail.name(), at.offset(), at.fingerprint());
            handOver.move(tail, List.of(handOver.step(tail, at.offset(), renamed)), Optional.empty());
        }
        return tail.isUnderWay() ? Progress.BLOCKS : Progress.PLACED;
    }

    private static Progress begin(Tail tail) throws IOException {
        boolean there = tail.file().goTo(Optional.empty()) == Going.THERE;
        if (there) {
            tail.placed();
        }
        return there ? Progress.PLACED : Progress.BLOCKS;
    }

    /** What is known of it is known of another key, which may be gone. All of it changes in one group. */
    private void takeOver(Tail tail, Optional<FilePosition> own, Judgement.SettledTo known) {
        String key = tail.file().key();
        List<FileStep> steps = new ArrayList<>();
        steps.add(handOver.step(tail, own.map(FilePosition::offset).orElse(0L), known.position()));
        Optional<FileGap> gap = Optional.empty();
        if (known.key().equals(key)) {
            boolean cutBack = known.position().offset() < known.settled().offset();
            gap = cutBack ? Optional.of(new FileGap(cause(tail), true)) : gap;
        } else {
            if (files.isGone(known.key())) {
                steps.add(new FileStep(deviceId, known.key(), known.settled().offset(), Optional.empty()));
            } else {
                files.forgetting().accounted(known.key());
            }
            own.filter(at -> at.offset() > 0)
                    .flatMap(at -> files.forgetting().keep(key, at, false))
                    .ifPresent(steps::add);
        }
        log.atInfo()
                .addKeyValue("deviceId", deviceId)
                .addKeyValue("name", FileFollower.printable(tail.name()))
                .addKeyValue("offset", known.position().offset())
                .log("file_recognised");
        handOver.move(tail, steps, gap);
    }

    /** It is not what was read. Under its old name it was cut; under another it may be a new file that got an old one's key. */
    private Progress beginAnew(Tail tail, FilePosition settled, boolean othersWait) {
        if (!tail.isLookedAgain() || othersWait) {
            return othersWait ? Progress.WAITS : Progress.BLOCKS; // those behind may be what the copy waits for
        }
        boolean cut = tail.wasPlaced() || settled.name().equals(tail.name());
        log.atWarn()
                .addKeyValue("deviceId", deviceId)
                .addKeyValue("name", FileFollower.printable(tail.name()))
                .addKeyValue("offset", settled.offset())
                .addKeyValue("cut", cut)
                .log("file_began_anew");
        List<FileStep> steps = new ArrayList<>();
        steps.add(handOver.step(
                tail,
                settled.offset(),
                new FileStep.To(tail.name(), 0, new Beginning(shared.fingerprints()).fingerprint())));
        if (settled.offset() > 0) {
            files.forgetting().keep(tail.file().key(), settled, cut).ifPresent(steps::add);
        }
        handOver.move(tail, steps, cut ? Optional.of(new FileGap(cause(tail), true)) : Optional.empty());
        return Progress.BLOCKS;
    }

    private static GapCause cause(Tail tail) {
        return tail.wasPlaced() ? GapCause.UNKNOWN : GapCause.OFFLINE;
    }
}

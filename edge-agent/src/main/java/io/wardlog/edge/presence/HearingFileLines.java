package io.wardlog.edge.presence;

import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.state.FileBeginnings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Lines of files of which is noted how they are answered. Thread-safe. */
public final class HearingFileLines implements FileLines {

    private final FileLines next;
    private final DevicePresence presence;

    public HearingFileLines(FileLines next, DevicePresence presence) {
        this.next = next;
        this.presence = presence;
    }

    @Override
    public void accept(Arrival line, FileStep step, Consumer<Outcome> whenDurable) {
        next.accept(line, step, outcome -> {
            presence.answered(line, outcome);
            whenDurable.accept(outcome);
        });
    }

    @Override
    public void refuse(Refusal refusal, FileStep step, Consumer<Outcome> whenDurable) {
        next.refuse(refusal, step, outcome -> {
            if (outcome instanceof Outcome.Rejected) { // a line that finds no room comes again
                presence.refused(refusal);
            }
            whenDurable.accept(outcome);
        });
    }

    @Override
    public Optional<Duration> mustWait(Arrival line) {
        return next.mustWait(line);
    }

    @Override
    public Optional<FilePosition> position(String deviceId, String key) {
        return next.position(deviceId, key);
    }

    @Override
    public Set<String> keys(String deviceId) {
        return next.keys(deviceId);
    }

    @Override
    public FileBeginnings beginnings(String deviceId) {
        return next.beginnings(deviceId);
    }

    @Override
    public boolean isConfirmed(String deviceId, String key) {
        return next.isConfirmed(deviceId, key);
    }

    @Override
    public void move(List<FileStep> steps, Optional<FileGap> gap, Consumer<Boolean> whenDurable) {
        next.move(steps, gap, whenDurable);
    }
}

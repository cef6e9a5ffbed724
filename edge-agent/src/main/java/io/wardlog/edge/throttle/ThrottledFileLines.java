package io.wardlog.edge.throttle;

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

/** Lines that wait in their files while their device sends faster than it may. Thread-safe. */
public final class ThrottledFileLines implements FileLines {

    private final FileLines next;
    private final Admission admission;

    public ThrottledFileLines(FileLines next, Admission admission) {
        this.next = next;
        this.admission = admission;
    }

    @Override
    public Optional<Duration> mustWait(Arrival line) {
        return admission.mustWait(line);
    }

    @Override
    public void accept(Arrival line, FileStep step, Consumer<Outcome> whenDurable) {
        next.accept(line, step, whenDurable);
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
    public void refuse(Refusal refusal, FileStep step, Consumer<Outcome> whenDurable) {
        next.refuse(refusal, step, whenDurable);
    }

    @Override
    public void move(List<FileStep> steps, Optional<FileGap> gap, Consumer<Boolean> whenDurable) {
        next.move(steps, gap, whenDurable);
    }
}

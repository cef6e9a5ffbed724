package io.wardlog.edge.accept;

import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.state.BatchLog;
import io.wardlog.edge.state.FileBeginnings;
import io.wardlog.edge.state.FileTable;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Lines by way of the writer, which alone knows what is settled. */
final class JournaledFileLines implements FileLines {

    private final AcceptPipeline pipeline;
    private final Writer writer;
    private final FileTable table;
    private final BatchLog batches;
    private final GapLog gaps;

    JournaledFileLines(AcceptPipeline pipeline, Writer writer, AgentState state, GapLog gaps) {
        this.pipeline = pipeline;
        this.writer = writer;
        this.table = state.files();
        this.batches = state.batches();
        this.gaps = gaps;
    }

    @Override
    public Optional<FilePosition> position(String deviceId, String key) {
        return table.position(deviceId, key);
    }

    @Override
    public Set<String> keys(String deviceId) {
        return table.of(deviceId).keySet();
    }

    @Override
    public FileBeginnings beginnings(String deviceId) {
        return table.beginnings(deviceId);
    }

    @Override
    public boolean isConfirmed(String deviceId, String key) {
        OptionalLong last = table.ordinal(deviceId, key);
        return last.isPresent() && last.getAsLong() < batches.confirmedBelow();
    }

    @Override
    public Optional<Duration> mustWait(Arrival line) {
        return Optional.empty();
    }

    @Override
    public void accept(Arrival line, FileStep step, Consumer<Outcome> whenDurable) {
        pipeline.task(line, whenDurable)
                .ifPresentOrElse(task -> submit(task, List.of(step)), () -> whenDurable.accept(AcceptPipeline.BUSY));
    }

    @Override
    public void refuse(Refusal refusal, FileStep step, Consumer<Outcome> whenDurable) {
        Outcome rejected = new Outcome.Rejected(refusal.code(), refusal.detail());
        submit(
                pipeline.task(
                        refusal, () -> whenDurable.accept(rejected), () -> whenDurable.accept(AcceptPipeline.BUSY)),
                List.of(step));
    }

    @Override
    public void move(List<FileStep> steps, Optional<FileGap> gap, Consumer<Boolean> whenDurable) {
        submit(new MoveTask(steps.get(0), gap, gaps, whenDurable), steps);
    }

    private void submit(WriterTask task, List<FileStep> steps) {
        if (!writer.submit(new FileTask(task, steps))) {
            task.refused();
        }
    }

    /** Declares the gap, if there is one. */
    private record MoveTask(FileStep step, Optional<FileGap> gap, GapLog gaps, Consumer<Boolean> whenDurable)
            implements WriterTask {

        @Override
        public Lane lane() {
            return Lane.NORMAL;
        }

        @Override
        public int bytes() {
            return gap.isPresent() ? GapLog.RECORD_BYTES : 0;
        }

        @Override
        public void write(Group group) {
            gap.ifPresent(why -> declare(why, group));
        }

        private void declare(FileGap why, Group group) {
            long since = group.state()
                    .files()
                    .position(step.deviceId(), step.key())
                    .map(FilePosition::atMicros)
                    .orElseGet(() -> AgentClock.micros(group.now()));
            gaps.silence(
                    group,
                    step.deviceId(),
                    why.cause(),
                    EventTimes.micros(AgentClock.ofMicros(since)),
                    Optional.of(group.now()).filter(now -> why.over()));
        }

        @Override
        public void durable() {
            whenDurable.accept(true);
        }

        @Override
        public void refused() {
            whenDurable.accept(false);
        }
    }
}

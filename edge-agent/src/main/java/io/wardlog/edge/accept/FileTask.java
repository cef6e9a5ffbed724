package io.wardlog.edge.accept;

import io.wardlog.edge.state.FileTable;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.WriterTask;
import java.util.List;

/**
 * Writes what another task writes, and behind it, in the same group, how far the files are settled then. When one of them is not where
 * its step starts, nothing: as if there had been no room.
 */
final class FileTask implements WriterTask {

    private final WriterTask of;
    private final List<FileStep> steps;
    private boolean skipped;

    FileTask(WriterTask of, List<FileStep> steps) {
        this.of = of;
        this.steps = List.copyOf(steps);
    }

    @Override
    public Lane lane() {
        return of.lane();
    }

    @Override
    public int bytes() {
        return of.bytes()
                + steps.stream().mapToInt(step -> step.entry(0).maxBytes()).sum();
    }

    @Override
    public void write(Group group) {
        FileTable files = group.state().files();
        skipped = steps.stream().anyMatch(step -> files.offset(step.deviceId(), step.key()) != step.from());
        if (!skipped) {
            of.write(group);
            steps.forEach(step -> group.add(step.entry(AgentClock.micros(group.now()))));
        }
    }

    @Override
    public void durable() {
        if (skipped) {
            of.refused();
        } else {
            of.durable();
        }
    }

    @Override
    public void refused() {
        of.refused();
    }
}

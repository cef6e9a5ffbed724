package io.wardlog.edge.accept;

import io.wardlog.edge.state.FileTable;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.WriterTask;

/**
 * Writes what another task writes, and behind it, in the same group, how far the file is settled then. When the file is not where
 * the step starts, neither: as if there had been no room.
 */
final class FileTask implements WriterTask {

    private final WriterTask of;
    private final FileStep step;
    private boolean skipped;

    FileTask(WriterTask of, FileStep step) {
        this.of = of;
        this.step = step;
    }

    @Override
    public Lane lane() {
        return of.lane();
    }

    @Override
    public int bytes() {
        return of.bytes() + step.entry(0).maxBytes();
    }

    @Override
    public void write(Group group) {
        FileTable files = group.state().files();
        skipped = files.offset(step.deviceId(), step.key()) != step.from();
        if (!skipped) {
            of.write(group);
            group.add(step.entry(AgentClock.micros(group.now())));
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

package io.wardlog.edge.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.writer.AgentClock;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {

    /** Else housekeeping would wait for it in vain, each time, and never say why. */
    @Test
    void whatGoesWrongInTheTakingIsMetByWhoWaitsForIt(@TempDir Path directory) {
        SnapshotStore store = new SnapshotStore(directory.resolve("snapshot"), new FileChannelDisk());
        Snapshots.Taking taking = new Snapshots(new MemoryJournal(), store, AgentClock.system(), 0).new Taking();
        taking.task().durable(); // without the state that it is to be taken of
        assertThat(taking.taken()).isCompletedExceptionally();
    }
}

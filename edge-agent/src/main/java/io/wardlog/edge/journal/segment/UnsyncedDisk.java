package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.DelegatingDisk;
import io.wardlog.edge.journal.JournalDisk;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A disk that syncs nothing and says that it did: with it nothing is durable. Only to measure what syncs cost. What it writes is there
 * after the process ended, and after a power cut perhaps.
 */
public final class UnsyncedDisk extends DelegatingDisk {

    public UnsyncedDisk(JournalDisk real) {
        super(real);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new DelegatingFile(super.open(file)) {
            @Override
            public void sync() {
                // left out: that is what it is for
            }
        };
    }

    @Override
    public void syncDirectory(Path directory) {
        // left out: that is what it is for
    }
}

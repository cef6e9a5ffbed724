package io.wardlog.edge.journal.segment;

import io.wardlog.edge.fake.RealDisk;
import java.io.IOException;
import java.nio.file.Path;

/** The real disk, of which single operations fail when told so. */
final class FaultyDisk extends RealDisk {

    volatile boolean failSync;
    volatile boolean failDirectorySync;
    volatile boolean full;

    @Override
    public DiskFile open(Path file) throws IOException {
        return new DelegatingFile(super.open(file)) {
            @Override
            public void zero(long from, long to) throws IOException {
                if (full) {
                    super.zero(from, to / 2);
                    throw new IOException("No space left on device");
                }
                super.zero(from, to);
            }

            @Override
            public void sync() throws IOException {
                if (failSync) {
                    throw new IOException("Input/output error");
                }
                super.sync();
            }
        };
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (failDirectorySync) {
            throw new IOException("Input/output error");
        }
        super.syncDirectory(directory);
    }
}

package io.wardlog.bench;

import io.wardlog.edge.journal.DelegatingDisk;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real disk, whose syncs of files take longer, as on a flash card. */
final class SlowDisk extends DelegatingDisk {

    private final long delayNanos;

    SlowDisk(long delayMillis) {
        super(new FileChannelDisk());
        this.delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new DelegatingFile(super.open(file)) {
            @Override
            public void sync() throws IOException {
                super.sync();
                if (delayNanos > 0) {
                    LockSupport.parkNanos(delayNanos);
                }
            }
        };
    }
}

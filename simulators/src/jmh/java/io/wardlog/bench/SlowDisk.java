package io.wardlog.bench;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The real disk, whose syncs of files take longer, as on a flash card. */
final class SlowDisk implements JournalDisk {
    private final JournalDisk real = new FileChannelDisk();
    private final long delayNanos;

    SlowDisk(long delayMillis) {
        this.delayNanos = TimeUnit.MILLISECONDS.toNanos(delayMillis);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new SlowFile(real.open(file), delayNanos);
    }

    @Override
    public InputStream read(Path file) throws IOException {
        return real.read(file);
    }

    @Override
    public long size(Path file) throws IOException {
        return real.size(file);
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        real.createDirectory(directory);
    }

    @Override
    public void replace(Path file, Path by) throws IOException {
        real.replace(file, by);
    }

    @Override
    public void remove(Path file) throws IOException {
        real.remove(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        real.syncDirectory(directory);
    }

    @Override
    public long freeBytes(Path directory) throws IOException {
        return real.freeBytes(directory);
    }

    private record SlowFile(DiskFile real, long delayNanos) implements DiskFile {

        @Override
        public void zero(long from, long to) throws IOException {
            real.zero(from, to);
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            real.write(bytes, offset);
        }

        @Override
        public void truncate(long size) throws IOException {
            real.truncate(size);
        }

        @Override
        public void sync() throws IOException {
            real.sync();
            if (delayNanos > 0) {
                LockSupport.parkNanos(delayNanos);
            }
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}

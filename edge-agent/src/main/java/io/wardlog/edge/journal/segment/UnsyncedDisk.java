package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A disk that syncs nothing and says that it did: with it nothing is durable. Only to measure what syncs cost. What it writes is there
 * after the process ended, and after a power cut perhaps.
 */
public final class UnsyncedDisk implements JournalDisk {

    private final JournalDisk real;

    public UnsyncedDisk(JournalDisk real) {
        this.real = real;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new UnsyncedFile(real.open(file));
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
    public void syncDirectory(Path directory) {
        // left out: that is what it is for
    }

    @Override
    public long freeBytes(Path directory) throws IOException {
        return real.freeBytes(directory);
    }

    private record UnsyncedFile(DiskFile real) implements DiskFile {

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
        public void sync() {
            // left out: that is what it is for
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}

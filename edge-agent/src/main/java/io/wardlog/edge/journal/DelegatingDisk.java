package io.wardlog.edge.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Another disk, of which some operations do something else: what a subclass overrides. */
public abstract class DelegatingDisk implements JournalDisk {

    private final JournalDisk real;

    protected DelegatingDisk(JournalDisk real) {
        this.real = real;
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return real.open(file);
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

    /** A file of that disk, likewise. */
    public abstract static class DelegatingFile implements DiskFile {

        private final DiskFile real;

        protected DelegatingFile(DiskFile real) {
            this.real = real;
        }

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
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}

package io.wardlog.edge.journal.chronicle;

import io.wardlog.edge.journal.JournalDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** The real disk, of which single operations fail when told so. */
final class FaultyDisk implements JournalDisk {

    private final JournalDisk real = new FileChannelDisk();
    volatile boolean failSync;
    volatile boolean failDirectorySync;
    volatile boolean full;

    @Override
    public DiskFile open(Path file) throws IOException {
        DiskFile opened = real.open(file);
        return new DiskFile() {
            @Override
            public void zero(long from, long to) throws IOException {
                if (full) {
                    opened.zero(from, to / 2);
                    throw new IOException("No space left on device");
                }
                opened.zero(from, to);
            }

            @Override
            public void write(byte[] bytes, long offset) throws IOException {
                opened.write(bytes, offset);
            }

            @Override
            public void truncate(long size) throws IOException {
                opened.truncate(size);
            }

            @Override
            public void sync() throws IOException {
                if (failSync) {
                    throw new IOException("Input/output error");
                }
                opened.sync();
            }

            @Override
            public void close() throws IOException {
                opened.close();
            }
        };
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
    public void replace(Path file, Path by) throws IOException {
        real.replace(file, by);
    }

    @Override
    public void remove(Path file) throws IOException {
        real.remove(file);
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        if (failDirectorySync) {
            throw new IOException("Input/output error");
        }
        real.syncDirectory(directory);
    }

    @Override
    public long freeBytes(Path directory) throws IOException {
        return real.freeBytes(directory);
    }
}

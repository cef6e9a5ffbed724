package io.wardlog.collector.archive.evidence;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Sorts entries by their keys' unsigned bytes in bounded memory: runs are sorted in memory, spilled to temporary files and
 * merged. Entries with equal keys come in no particular order. Used by one thread.
 */
final class ExternalSorter implements AutoCloseable {

    /** More runs than this are merged into one, so that few files are open at a time. */
    private static final int MAX_RUNS = 64;

    private static final int BUFFER = 64 * 1024;
    private static final Comparator<Entry> BY_KEY = (a, b) -> Arrays.compareUnsigned(a.key(), b.key());

    private final Path directory;
    private final long memory;
    private final List<Path> runs = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private List<Entry> pending = new ArrayList<>();
    private long pendingBytes;

    /** Something with a key. */
    record Entry(byte[] key, byte[] value) {}

    /** Spills into {@code directory} when entries hold about {@code memory} bytes. */
    ExternalSorter(Path directory, long memory) {
        this.directory = directory;
        this.memory = memory;
    }

    void add(byte[] key, byte[] value) throws IOException {
        pending.add(new Entry(key, value));
        pendingBytes += key.length + value.length + 64L;
        if (pendingBytes >= memory) {
            spill();
        }
    }

    /** Everything in order; nothing may be added afterwards. */
    Iterator<Entry> sorted() throws IOException {
        if (runs.isEmpty()) {
            pending.sort(BY_KEY);
            return pending.iterator();
        }
        spill();
        return new Merge(runs);
    }

    @Override
    public void close() throws IOException {
        for (Run run : open) {
            run.in.close();
        }
        for (Path run : runs) {
            Files.deleteIfExists(run);
        }
    }

    private void spill() throws IOException {
        pending.sort(BY_KEY);
        write(pending.iterator());
        pending = new ArrayList<>();
        pendingBytes = 0;
        if (runs.size() > MAX_RUNS) {
            List<Path> merged = List.copyOf(runs);
            write(new Merge(merged));
            for (Path run : merged) {
                Files.delete(run);
            }
            runs.removeAll(merged);
        }
    }

    private void write(Iterator<Entry> entries) throws IOException {
        Path run = Files.createTempFile(directory, "run", ".tmp");
        runs.add(run);
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), BUFFER))) {
            while (entries.hasNext()) {
                Entry entry = entries.next();
                out.writeInt(entry.key().length);
                out.write(entry.key());
                out.writeInt(entry.value().length);
                out.write(entry.value());
            }
        }
    }

    private static final class Run {
        private final DataInputStream in;
        private Entry head;

        Run(Path file) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
            advance();
        }

        void advance() throws IOException {
            int length;
            try {
                length = in.readInt();
            } catch (EOFException end) {
                head = null;
                in.close();
                return;
            }
            byte[] key = in.readNBytes(length);
            head = new Entry(key, in.readNBytes(in.readInt()));
        }
    }

    private final class Merge implements Iterator<Entry> {
        private final PriorityQueue<Run> heads = new PriorityQueue<>((a, b) -> BY_KEY.compare(a.head, b.head));

        Merge(List<Path> files) throws IOException {
            for (Path file : files) {
                Run run = new Run(file);
                open.add(run);
                if (run.head != null) {
                    heads.add(run);
                }
            }
        }

        @Override
        public boolean hasNext() {
            return !heads.isEmpty();
        }

        @Override
        public Entry next() {
            Run run = heads.remove();
            Entry entry = run.head;
            try {
                run.advance();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (run.head != null) {
                heads.add(run);
            }
            return entry;
        }
    }
}

package io.wardlog.edge.simulation;

import io.wardlog.edge.journal.JournalDisk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory that knows what of it is synced. After a power cut a file has its synced bytes, or any mixture of them and later
 * ones, and of the changes of the directory since its last sync the first ones stay.
 */
class SimulatedDisk implements JournalDisk {

    private final Dice dice;
    private final Faults faults;
    private Map<Path, Content> names = new TreeMap<>();
    private final List<Map<Path, Content>> directories = new ArrayList<>(List.of(new TreeMap<>()));

    /** What a file has, and what of it is synced. */
    private static final class Content {
        private byte[] bytes = new byte[0];
        private byte[] synced = new byte[0];
    }

    SimulatedDisk(Dice dice, Faults faults) {
        this.dice = dice;
        this.faults = faults;
    }

    /** The power is gone; what is left is what is on the disk. */
    void cut() {
        names = new TreeMap<>(dice.pick(directories));
        for (Map.Entry<Path, Content> file : names.entrySet()) {
            Content left = new Content();
            left.synced = torn(file.getValue());
            left.bytes = left.synced.clone();
            file.setValue(left);
        }
        directories.clear();
        directories.add(new TreeMap<>(names));
    }

    private byte[] torn(Content content) {
        if (Arrays.equals(content.bytes, content.synced)) {
            return content.synced;
        }
        byte[] torn = Arrays.copyOf(content.bytes, dice.below(content.bytes.length + 1));
        for (int i = 0; i < torn.length; i++) {
            if (dice.chance(0.3)) {
                torn[i] = i < content.synced.length ? content.synced[i] : 0;
            }
        }
        return torn;
    }

    private void mayFail() throws IOException {
        if (faults.happens(Fault.SNAPSHOT_FAILED)) {
            throw new IOException("simulated: Input/output error");
        }
    }

    private Content find(Path file) throws NoSuchFileException {
        Content content = names.get(file);
        if (content == null) {
            throw new NoSuchFileException(file.toString());
        }
        return content;
    }

    private void changed() {
        directories.add(new TreeMap<>(names));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        mayFail();
        Content content = names.get(file);
        if (content == null) {
            content = new Content();
            names.put(file, content);
            changed();
        }
        return new OpenFile(content);
    }

    @Override
    public InputStream read(Path file) throws IOException {
        return new ByteArrayInputStream(find(file).bytes);
    }

    @Override
    public long size(Path file) throws IOException {
        return find(file).bytes.length;
    }

    @Override
    public void createDirectory(Path directory) {
        throw new AssertionError("nobody makes a directory here");
    }

    @Override
    public void replace(Path file, Path by) throws IOException {
        mayFail();
        names.put(file, find(by));
        names.remove(by);
        changed();
    }

    @Override
    public void remove(Path file) throws IOException {
        mayFail();
        if (names.remove(file) != null) {
            changed();
        }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
        mayFail();
        directories.clear();
        directories.add(new TreeMap<>(names));
    }

    @Override
    public long freeBytes(Path directory) {
        return 1L << 30;
    }

    private final class OpenFile implements DiskFile {

        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public void zero(long from, long to) {
            throw new AssertionError("nobody reserves room here");
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            mayFail();
            int end = (int) offset + bytes.remaining();
            content.bytes = Arrays.copyOf(content.bytes, Math.max(end, content.bytes.length));
            bytes.duplicate().get(content.bytes, (int) offset, bytes.remaining());
        }

        @Override
        public void truncate(long size) {
            content.bytes = Arrays.copyOf(content.bytes, (int) Math.min(size, content.bytes.length));
        }

        @Override
        public void sync() throws IOException {
            mayFail();
            content.synced = content.bytes.clone();
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }
}

package io.wardlog.edge.simulation;

import io.wardlog.edge.fake.RealDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory of real files that knows what of it is synced. After a power cut the agent finds another directory: with all that
 * was synced, and of every page, name and length since what the dice say. Nothing is synced in truth: that would only take time.
 *
 * <p>What a memory map writes is seen when the file is synced, and at a cut.
 */
final class PowerCutDisk extends RealDisk {

    private final Path directories;
    private final Dice dice;
    private final Trouble trouble;
    private Inode.Directory root = new Inode.Directory();
    private Path place;
    private int places;

    /** What goes wrong. */
    interface Trouble {

        /** A moment at which the power may go. An exception when it has, or when the operation fails. */
        void at(String step) throws IOException;

        /** An operation that may fail. */
        void mayFail(Fault fault) throws IOException;

        /** What of the disk nobody has taken. */
        long freeBytes();

        /** A sync takes its time. */
        void syncing();
    }

    /** @param directories holds a directory for each life */
    PowerCutDisk(Path directories, Dice dice, Trouble trouble) throws IOException {
        this.directories = directories;
        this.dice = dice;
        this.trouble = trouble;
        move();
    }

    /** Where everything is now. */
    Path place() {
        return place;
    }

    private void move() throws IOException {
        place = Files.createDirectories(directories.resolve("life" + places++));
    }

    /** The process is gone: its files are as they were, and what it still does meets others. */
    void kill() throws IOException {
        Path before = place;
        move();
        copy(root, before, place);
    }

    private static void copy(Inode.Directory directory, Path from, Path to) throws IOException {
        requireKnown(directory, from);
        for (Map.Entry<String, Inode> entry : directory.live.entrySet()) {
            Path source = from.resolve(entry.getKey());
            Path target = Files.copy(source, to.resolve(entry.getKey()));
            if (entry.getValue() instanceof Inode.Directory inner) {
                copy(inner, source, target);
            }
        }
    }

    /** The machine is gone. */
    void cut() throws IOException {
        Path before = place;
        move();
        leave(root, before, place);
        root = (Inode.Directory) Inode.found(place);
    }

    private void leave(Inode.Directory directory, Path from, Path to) throws IOException {
        requireKnown(directory, from);
        for (Map.Entry<String, Inode> entry : directory.afterCut(dice).entrySet()) {
            Path target = to.resolve(entry.getKey());
            Path source = find(directory, from, entry.getValue());
            if (entry.getValue() instanceof Inode.Directory inner) {
                Files.createDirectory(target);
                leave(inner, source, target);
            } else if (entry.getValue() instanceof Inode.Content file) {
                Files.write(target, file.afterCut(source == null ? null : Files.readAllBytes(source), dice));
            }
        }
    }

    /** Nothing passes by this disk but the lock. */
    private static void requireKnown(Inode.Directory directory, Path at) throws IOException {
        if (at != null) {
            try (Stream<Path> inside = Files.list(at)) {
                inside.map(PowerCutDisk::name)
                        .filter(name -> !name.equals("lock"))
                        .forEach(name -> Oracle.require(directory.live.containsKey(name), "made by nobody: " + name));
            }
        }
    }

    /** Where it is now; null when it was removed. */
    private static Path find(Inode.Directory directory, Path at, Inode what) {
        return at == null
                ? null
                : directory.live.entrySet().stream()
                        .filter(entry -> entry.getValue() == what)
                        .findFirst()
                        .map(entry -> at.resolve(entry.getKey()))
                        .orElse(null);
    }

    private Inode.Directory directory(Path path) throws IOException {
        if (!path.startsWith(place)) {
            throw new IOException("simulated: the process is gone");
        }
        Inode.Directory at = root;
        for (Path name : place.relativize(path)) {
            if (!name.toString().isEmpty()) {
                at = (Inode.Directory) at.live.get(name.toString());
            }
        }
        return at;
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static String label(Path path) {
        return name(path).replaceAll("[0-9]+-[0-9]+", "segment").replaceAll("19700101F.cq4|^groups", "file");
    }

    /** Which block a file is in that ended here, and ends there. */
    private static String into(long before, long now) {
        long block = now / FileStorage.BLOCK;
        return block > before / FileStorage.BLOCK ? " into block " + block : "";
    }

    @Override
    public DiskFile open(Path path) throws IOException {
        Inode.Directory directory = directory(path.getParent());
        if (!directory.live.containsKey(name(path))) {
            trouble.mayFail(Fault.DISK_FULL);
            trouble.at("before create " + label(path));
        }
        DiskFile real = super.open(path);
        if (!directory.live.containsKey(name(path))) {
            directory.name(new Inode.Content(), name(path));
        }
        return new Recorded(path, (Inode.Content) directory.live.get(name(path)), real);
    }

    @Override
    public InputStream read(Path file) throws IOException {
        directory(file.getParent());
        return super.read(file);
    }

    @Override
    public void createDirectory(Path path) throws IOException {
        Inode.Directory parent = directory(path.getParent());
        trouble.mayFail(Fault.DISK_FULL);
        trouble.at("before create " + label(path));
        super.createDirectory(path);
        parent.name(new Inode.Directory(), name(path));
    }

    @Override
    public void replace(Path file, Path by) throws IOException {
        Inode.Directory directory = directory(file.getParent());
        String step = "rename " + label(by) + " to " + label(file);
        trouble.at("before " + step);
        if (directory.live.get(name(file)) instanceof Inode.Content there) {
            there.removed(Files.readAllBytes(file));
        }
        super.replace(file, by);
        directory.live.computeIfPresent(name(file), (name, gone) -> null);
        directory.name(directory.live.get(name(by)), name(file));
        trouble.at("after " + step);
    }

    @Override
    public void remove(Path path) throws IOException {
        Inode.Directory directory = directory(path.getParent());
        Inode there = directory.live.get(name(path));
        if (there != null) {
            trouble.mayFail(Fault.PRUNE_FAILED);
            trouble.at("before remove " + label(path));
            if (there instanceof Inode.Content file) {
                file.removed(Files.readAllBytes(path));
            }
            directory.remove(name(path));
        }
        super.remove(path);
    }

    @Override
    public void syncDirectory(Path path) throws IOException {
        Inode.Directory directory = directory(path);
        String step = "sync of directory " + label(path).replaceAll("life.*", "data");
        trouble.at("before " + step);
        trouble.mayFail(Fault.SYNC_FAILED);
        directory.sync();
        trouble.at("after " + step);
    }

    @Override
    public long freeBytes(Path directory) {
        return trouble.freeBytes();
    }

    private final class Recorded extends DelegatingFile {

        private final Path path;
        private final Inode.Content content;

        Recorded(Path path, Inode.Content content, DiskFile real) {
            super(real);
            this.path = path;
            this.content = content;
        }

        private void require() throws IOException {
            directory(path.getParent());
        }

        @Override
        public void zero(long from, long to) throws IOException {
            require();
            trouble.mayFail(Fault.DISK_FULL);
            super.zero(from, to / 2);
            trouble.at("in zeroing " + label(path));
            super.zero(to / 2, to);
        }

        @Override
        public void write(ByteBuffer bytes, long offset) throws IOException {
            require();
            trouble.mayFail(Fault.APPEND_FAILED);
            String step = "write " + label(path) + into(offset, offset + bytes.remaining());
            trouble.at("before " + step);
            int first = dice.below(bytes.remaining() + 1);
            super.write(bytes.slice(bytes.position(), first), offset);
            trouble.at("in " + step);
            super.write(bytes.slice(bytes.position() + first, bytes.remaining() - first), offset + first);
            content.written(offset, offset + bytes.remaining());
        }

        @Override
        public void truncate(long size) throws IOException {
            require();
            trouble.at("before truncate " + label(path));
            super.truncate(size);
            trouble.at("after truncate " + label(path));
        }

        @Override
        public void sync() throws IOException {
            require();
            trouble.syncing();
            require();
            byte[] now = Files.readAllBytes(path);
            String step = "sync of " + label(path) + into(content.syncedTo(), Inode.Content.end(now));
            trouble.at("before " + step);
            try {
                trouble.mayFail(Fault.SYNC_FAILED);
            } catch (IOException failed) {
                content.syncFailed(now);
                throw failed;
            }
            content.sync(now);
            trouble.at("after " + step);
        }
    }
}

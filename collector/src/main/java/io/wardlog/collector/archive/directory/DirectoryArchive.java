package io.wardlog.collector.archive.directory;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestName;
import io.wardlog.collector.archive.ManifestReading;
import io.wardlog.hold.HoldFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * An archive in a local directory. Every file is written under a temporary name in the folder {@code tmp}, synced, moved to
 * its place, and its directories synced. Manifests lie under {@code manifests/<topic>/<topicId>/<partition>/}, named by
 * their range, so that a plain listing is in offset order.
 */
public final class DirectoryArchive implements Archive {

    /** A temporary file that nobody has written to for so long is of a writer that died: one takes seconds. */
    static final Duration ABANDONED = Duration.ofHours(1);

    private static final String MANIFESTS = "manifests";

    private final Path root;
    private final DurableFiles files;

    /** The archive below {@code root}; touches nothing until it is asked to. */
    public DirectoryArchive(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.files = new DurableFiles(this.root);
    }

    /** The same for a writer: makes what is missing and removes what writers that died before {@code now} left behind. */
    public static DirectoryArchive forWriting(Path root, Instant now) throws IOException {
        DirectoryArchive archive = new DirectoryArchive(root);
        archive.files.prepare(now.minus(ABANDONED));
        return archive;
    }

    @Override
    public void putFile(String name, Path local) throws IOException {
        files.store(resolve(name), out -> {
            try (FileChannel in = FileChannel.open(local, StandardOpenOption.READ)) {
                long size = in.size();
                for (long done = 0; done < size; ) {
                    done += in.transferTo(done, size - done, out);
                }
            }
        });
    }

    @Override
    public void putManifest(Manifest manifest) throws IOException {
        String name = ManifestName.of(manifest, UUID.randomUUID());
        files.store(folder(manifest.source()).resolve(name), out -> {
            ByteBuffer bytes = ByteBuffer.wrap(manifest.toJson());
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        });
    }

    @Override
    public List<ManifestReading> manifests(ArchivedPartition source) throws IOException {
        List<ManifestReading> readings = new ArrayList<>();
        for (Path path : manifestFiles(source)) {
            readings.add(read(source, path));
        }
        return readings;
    }

    @Override
    public List<ManifestReading> furthest(ArchivedPartition source) throws IOException {
        List<Path> paths = new ArrayList<>(manifestFiles(source));
        paths.sort(Comparator.comparing(DirectoryArchive::fileName, ManifestName.furthestFirst()));
        List<ManifestReading> readings = new ArrayList<>();
        for (Path path : paths) {
            readings.add(read(source, path));
            if (readings.get(readings.size() - 1) instanceof ManifestReading.Read) {
                break;
            }
        }
        return readings;
    }

    /** Everything that lies where a bucket keeps the records of holds, of which this may be a copy; in the order of names. */
    public List<HoldFile> holdFiles() throws IOException {
        List<HoldFile> files = new ArrayList<>();
        for (Path path : list(root.resolve("holds"))) {
            if (Files.isRegularFile(path)) {
                files.add(new HoldFile(root.relativize(path).toString(), Files.readAllBytes(path)));
            }
        }
        return files;
    }

    private List<Path> manifestFiles(ArchivedPartition source) throws IOException {
        return list(folder(source)).stream()
                .filter(path -> ManifestName.isManifest(fileName(path)))
                .toList();
    }

    @Override
    public List<ArchivedPartition> partitions() throws IOException {
        List<ArchivedPartition> partitions = new ArrayList<>();
        for (Path topic : folders(root.resolve(MANIFESTS))) {
            for (Path topicId : folders(topic)) {
                for (Path partition : folders(topicId)) {
                    partitions.add(new ArchivedPartition(fileName(topic), fileName(topicId), number(partition)));
                }
            }
        }
        partitions.sort(Comparator.comparing(ArchivedPartition::topic)
                .thenComparing(ArchivedPartition::topicId)
                .thenComparingInt(ArchivedPartition::partition));
        return partitions;
    }

    private static int number(Path partition) throws IOException {
        try {
            return Integer.parseInt(fileName(partition));
        } catch (NumberFormatException e) {
            throw new IOException("not a partition's folder: " + partition, e);
        }
    }

    @Override
    public Path file(String name) throws IOException {
        Path path = resolve(name);
        if (!Files.isRegularFile(path)) {
            throw new NoSuchFileException(path.toString());
        }
        return path;
    }

    /** Folder and name say again what the manifest says: they must agree. */
    private ManifestReading read(ArchivedPartition source, Path path) throws IOException {
        String name = root.relativize(path).toString();
        try {
            Manifest manifest = Manifest.parse(Files.readAllBytes(path));
            if (!manifest.source().equals(source) || !ManifestName.agrees(fileName(path), manifest)) {
                return new ManifestReading.Corrupt(
                        name, "the manifest is for another partition or range than its name");
            }
            return new ManifestReading.Read(name, manifest);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new ManifestReading.Corrupt(name, e.getMessage());
        }
    }

    private Path folder(ArchivedPartition source) {
        return resolve(MANIFESTS + "/" + source.topic() + "/" + source.topicId() + "/" + source.partition());
    }

    private Path resolve(String name) {
        Path path = root.resolve(name).normalize();
        if (!path.startsWith(root) || path.equals(root)) {
            throw new IllegalArgumentException("a name must stay inside the archive");
        }
        return path;
    }

    private static String fileName(Path path) {
        return path.getFileName().toString();
    }

    private static List<Path> folders(Path directory) throws IOException {
        return list(directory).stream().filter(Files::isDirectory).toList();
    }

    static List<Path> list(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}

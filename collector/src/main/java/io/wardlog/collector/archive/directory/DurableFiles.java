package io.wardlog.collector.archive.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.UUID;

/** Files below a root that appear whole or not at all, and stay once they have appeared. */
final class DurableFiles {

    private static final String TEMPORARY = "tmp";

    private final Path root;

    DurableFiles(Path root) {
        this.root = root;
    }

    /** Writes a file's bytes. */
    interface Content {
        void writeTo(FileChannel out) throws IOException;
    }

    /** Makes the root, and removes temporary files that nobody has written to since {@code abandoned}. */
    void prepare(Instant abandoned) throws IOException {
        Files.createDirectories(root);
        syncDirectory(root.getParent());
        for (Path temporary : DirectoryArchive.list(root.resolve(TEMPORARY))) {
            if (Files.getLastModifiedTime(temporary).toInstant().isBefore(abandoned)) {
                Files.deleteIfExists(temporary);
            }
        }
    }

    /** Stores a new file. Nothing stays behind of one that could not be finished: a disk that is full must not fill further. */
    void store(Path target, Content content) throws IOException {
        Path temporary = Files.createDirectories(root.resolve(TEMPORARY)).resolve(UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel out =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                content.writeTo(out);
                out.force(true);
            }
            publish(temporary, target);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /**
     * The rename is what makes the file visible; its directory entry, and those of the folders above, which may be new,
     * must reach the disk before anyone relies on it.
     */
    private void publish(Path temporary, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        for (Path folder = target.getParent(); folder.startsWith(root); folder = folder.getParent()) {
            syncDirectory(folder);
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

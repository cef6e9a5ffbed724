package io.wardlog.collector.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A directory of one process's own, where files lie while they are being written. Nothing in it matters to the next process. */
public final class WorkDirectory {

    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    /** The directory, made when it is missing, without what a process that was killed left in it. */
    public static WorkDirectory emptied(Path path) throws IOException {
        Files.createDirectories(path);
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> leftovers = entries.filter(Files::isRegularFile).toList();
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
        return new WorkDirectory(path);
    }

    /** A name in it that was never used before. */
    public Path newFile(String suffix) {
        return path.resolve(UUID.randomUUID() + suffix);
    }
}

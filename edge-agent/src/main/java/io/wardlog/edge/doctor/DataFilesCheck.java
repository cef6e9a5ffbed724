package io.wardlog.edge.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Check {@code data_files}: whether the data directory is one or can be made, and whether all that is in it is this user's to write. A trial run as another
 * user leaves files behind that keep the agent from starting.
 *
 * @param isOurs whether this user may read and write the file, or what is in the directory
 */
public record DataFilesCheck(Path dataDir, Predicate<Path> isOurs) implements Check {

    private static final String NAME = "data_files";

    /** What a file system keeps in its own root for itself. */
    private static final String NOT_THE_AGENTS = "lost+found";

    /** As the user who runs this. */
    public static DataFilesCheck of(Path dataDir) {
        return new DataFilesCheck(dataDir, file -> Files.isReadable(file) && Files.isWritable(file));
    }

    @Override
    public void look(Consumer<Diagnosis> say) {
        Path at = dataDir.toAbsolutePath();
        while (!Files.exists(at) && at.getParent() != null) {
            at = at.getParent();
        }
        if (!Files.isDirectory(at)) {
            say.accept(Diagnosis.failed(NAME, at + " is no directory", "let dataDir name one, or remove the file"));
        } else if (Files.exists(dataDir)) {
            inside(say);
        } else {
            say.accept(Diagnosis.ok(NAME, dataDir + " is not there yet"));
        }
    }

    private void inside(Consumer<Diagnosis> say) {
        try {
            Others others = new Others();
            Files.walkFileTree(dataDir, others);
            say.accept(judge(others.found));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // the visitor answers for every file by itself
        }
    }

    private Diagnosis judge(List<Path> others) {
        if (others.isEmpty()) {
            return Diagnosis.ok(NAME, "all that is in " + dataDir + " can be read and written");
        }
        return Diagnosis.failed(
                NAME,
                "this user cannot read and write " + others.get(0)
                        + (others.size() == 1 ? "" : ", nor " + (others.size() - 1) + " others"),
                "run the doctor as the agent's user; if it says so then, too, another user ran the agent here: chown -R what is in "
                        + dataDir + " to the agent's user");
    }

    private final class Others extends SimpleFileVisitor<Path> {
        private final List<Path> found = new ArrayList<>();

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (directory.endsWith(NOT_THE_AGENTS)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            return see(directory);
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return see(file);
        }

        private FileVisitResult see(Path path) {
            if (!isOurs.test(path) && Files.exists(path)) { // else it was pruned meanwhile
                found.add(path);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException why) {
            if (!(why instanceof NoSuchFileException) && !path.endsWith(NOT_THE_AGENTS)) {
                found.add(path);
            }
            return FileVisitResult.CONTINUE;
        }
    }
}

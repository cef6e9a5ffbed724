package io.wardlog.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Removes what demos left in a directory, and nothing else. Whoever calls it holds the directory's lock. */
record DemoReset(DemoLayout layout) {
    /** What a demo makes at the top of its directory; the lock stays, for it is held. */
    private static final Pattern MADE = Pattern.compile(
            "demo\\.json|demo\\.json\\.partial|pki|collector|collector\\.yaml|agents\\.yaml|archive|logs|kafka|opensearch"
                    + "|agent-ward-[a-z]|ward-[a-z]-(acknowledged\\.txt|((seed|load)-)?devices\\.json(\\.partial)?)"
                    + "|([a-z]+-)?spare-devices\\.json(\\.partial)?|export(-[a-z]+)?\\.ndjson(\\.changed)?");

    /** What nothing but a demo makes. It sorts behind the rest, and so goes last: a reset that breaks off can be done again. */
    private static final Pattern ONLY_A_DEMO = Pattern.compile("demo\\.json|ward-[a-z]-((seed|load)-)?devices\\.json");

    /** Whether a demo ever kept its things here. Keys, a register and an archive alone say nothing: every collector has them. */
    boolean hasDemo() throws IOException {
        return entries().stream()
                .anyMatch(entry ->
                        ONLY_A_DEMO.matcher(entry.getFileName().toString()).matches());
    }

    /** Whether there is nothing here besides the lock. */
    boolean isEmpty() throws IOException {
        return entries().isEmpty();
    }

    /**
     * Removes what demos made; symbolic links are removed, never followed.
     *
     * @return what was left alone because no demo makes such a thing
     */
    List<Path> remove() throws IOException {
        List<Path> left = new ArrayList<>();
        for (Path entry : entries()) {
            if (MADE.matcher(entry.getFileName().toString()).matches()) {
                delete(entry);
            } else {
                left.add(entry);
            }
        }
        return left;
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(layout.directory())) {
            return entries.filter(entry -> !entry.equals(layout.lock()))
                    .sorted()
                    .toList();
        }
    }

    private static void delete(Path entry) throws IOException {
        if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            Files.delete(entry);
            return;
        }
        Files.walkFileTree(entry, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException cause) throws IOException {
                if (cause != null) {
                    throw cause;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

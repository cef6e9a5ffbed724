package io.wardlog.schema;

import io.wardlog.hash.Sha256;
import io.wardlog.schema.SchemaIndex.SharedDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The list of what was ever released, {@code schemas/released.txt}: a line each, as {@code sha256sum} writes it. Pure. */
final class ReleasedDocuments {
    private ReleasedDocuments() {}

    /** What a directory of schemas does to what the list holds, and what it has released that the list lacks; one sentence each. */
    static List<String> problems(List<String> list, Path directory) {
        SchemaSource source = SchemaSource.directory(directory);
        Map<String, String> released = released(SchemaIndex.read(source.read(SchemaIndex.FILE)));
        List<String> problems = new ArrayList<>();
        Map<String, String> listed = new LinkedHashMap<>();
        for (String line : list) {
            String file = line.substring(line.indexOf("  ") + 2);
            if (listed.put(file, line) != null) {
                problems.add(file + " is in the list twice");
            } else if (!released.containsKey(file) || !Files.exists(directory.resolve(file))) {
                problems.add(file + " was released and is gone, or is a draft again");
            } else if (!line(Sha256.of(source.read(file)).hex(), file).equals(line)) {
                problems.add(file + " was released and is edited; make a new version beside it");
            }
        }
        released.forEach((file, line) -> {
            if (!listed.containsKey(file)) {
                problems.add("released.txt lacks, at its end: " + line);
            }
        });
        return problems;
    }

    /** Whether a list is an older one with lines added at the end, or the same. */
    static boolean mayFollow(List<String> list, List<String> older) {
        return list.size() >= older.size() && list.subList(0, older.size()).equals(older);
    }

    private static Map<String, String> released(SchemaIndex index) {
        Map<String, String> released = new LinkedHashMap<>();
        index.shared()
                .ifPresent(shared -> Stream.of(shared.deviceMessage(), shared.envelope())
                        .forEach((SharedDocument document) -> released.put(
                                document.file(), line(document.sha256().hex(), document.file()))));
        index.events().stream()
                .filter(entry -> entry.status() != SchemaStatus.DRAFT)
                .forEach(entry -> released.put(entry.file(), line(entry.sha256().hex(), entry.file())));
        return released;
    }

    private static String line(String sha256, String file) {
        return sha256 + "  " + file;
    }
}

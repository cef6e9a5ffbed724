package io.wardlog.schema;

import io.wardlog.event.Identifiers;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.SchemaIndex.SharedDocument;
import io.wardlog.schema.SchemaIndex.SharedDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Brings the index of a directory up to its documents: a new document gets an entry as draft, a draft that was edited its new hash. A
 * released document that was edited or is gone is refused. Writes nothing.
 *
 * @param index the index that names the documents as they are
 * @param problems what was done to released documents, one sentence each
 */
public record IndexUpdate(SchemaIndex index, List<String> problems) {

    public IndexUpdate {
        problems = List.copyOf(problems);
    }

    /**
     * Compares a directory with its index; without an index every document is new.
     *
     * @param statuses the new status of some versions, by {@code schemaRef}
     * @throws InvalidSchemaException when the index is none, or a named version is not there
     */
    public static IndexUpdate of(Path directory, Map<String, SchemaStatus> statuses) throws IOException {
        SchemaSource source = SchemaSource.directory(directory);
        boolean exists = Files.exists(directory.resolve(SchemaIndex.FILE));
        SchemaIndex before =
                exists ? SchemaIndex.read(source.read(SchemaIndex.FILE)) : new SchemaIndex(Optional.empty(), List.of());
        List<String> problems = new ArrayList<>();
        List<IndexEntry> after = new ArrayList<>();
        for (IndexEntry entry : before.events()) {
            after.add(compared(entry, directory, source, problems));
        }
        for (IndexEntry found : documents(directory, source)) {
            if (before.find(found.eventType(), found.version()).isEmpty()) {
                after.add(new IndexEntry(
                        found.eventType(),
                        found.version(),
                        SchemaStatus.DRAFT,
                        ruleOf(before, found.eventType()),
                        found.sha256()));
            }
        }
        return new IndexUpdate(
                new SchemaIndex(
                        before.shared().map(shared -> renewed(shared, source, problems)),
                        moved(after, statuses, problems)),
                problems);
    }

    private static SharedDocuments renewed(SharedDocuments before, SchemaSource source, List<String> problems) {
        return new SharedDocuments(
                renewed(before.deviceMessage(), source, problems), renewed(before.envelope(), source, problems));
    }

    private static SharedDocument renewed(SharedDocument before, SchemaSource source, List<String> problems) {
        SharedDocument now = new SharedDocument(before.id(), before.file(), Sha256.of(source.read(before.file())));
        if (!now.equals(before)) {
            problems.add(before.file() + " was edited; every event type shares it");
        }
        return now;
    }

    private static IndexEntry compared(IndexEntry entry, Path directory, SchemaSource source, List<String> problems) {
        if (!Files.exists(directory.resolve(entry.file()))) {
            problems.add(entry.file() + " is in the index and not in the directory");
            return entry;
        }
        IndexEntry now = entry.with(Sha256.of(source.read(entry.file())));
        if (!now.equals(entry) && entry.status() != SchemaStatus.DRAFT) {
            problems.add(entry.file() + " is " + entry.status().wireName()
                    + " and was edited; a released version is never edited: make a new version beside it");
        }
        return now;
    }

    private static List<IndexEntry> documents(Path directory, SchemaSource source) throws IOException {
        try (Stream<Path> files = Files.walk(directory, 2)) {
            return files.map(directory::relativize)
                    .filter(file -> file.getNameCount() == 2
                            && file.getFileName().toString().matches("[1-9][0-9]{0,5}\\.json"))
                    .filter(file -> Identifiers.isEventType(file.getName(0).toString()))
                    .map(file -> entry(file, source))
                    .sorted(Comparator.comparing(IndexEntry::eventType).thenComparing(IndexEntry::version))
                    .toList();
        }
    }

    private static IndexEntry entry(Path file, SchemaSource source) {
        String type = file.getName(0).toString();
        String name = file.getFileName().toString();
        int version = Integer.parseInt(name.substring(0, name.length() - ".json".length()));
        IndexEntry entry =
                new IndexEntry(type, version, SchemaStatus.DRAFT, Compatibility.BACKWARD, Sha256.of(new byte[0]));
        return entry.with(Sha256.of(source.read(entry.file())));
    }

    private static Compatibility ruleOf(SchemaIndex index, String eventType) {
        return index.events().stream()
                .filter(entry -> entry.eventType().equals(eventType))
                .map(IndexEntry::compatibility)
                .findFirst()
                .orElse(Compatibility.BACKWARD);
    }

    private static List<IndexEntry> moved(
            List<IndexEntry> entries, Map<String, SchemaStatus> statuses, List<String> problems) {
        for (String ref : statuses.keySet()) {
            if (entries.stream().noneMatch(entry -> entry.schemaRef().equals(ref))) {
                throw new InvalidSchemaException("there is no document of " + ref);
            }
        }
        List<IndexEntry> moved = new ArrayList<>();
        for (IndexEntry entry : entries) {
            SchemaStatus status = statuses.getOrDefault(entry.schemaRef(), entry.status());
            if (status.compareTo(entry.status()) < 0) {
                problems.add(entry.file() + " is " + entry.status().wireName() + " and cannot become "
                        + status.wireName() + " again");
            }
            moved.add(entry.with(status));
        }
        return moved;
    }
}

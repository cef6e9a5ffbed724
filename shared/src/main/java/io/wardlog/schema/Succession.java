package io.wardlog.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether a collection of schemas may take the place of another, and whether the versions in it may follow each other. Pure. */
public final class Succession {
    private Succession() {}

    /**
     * One reason against it.
     *
     * @param document the path of the document
     * @param reason a place and what is wrong there
     */
    public record Finding(String document, Incompatibility reason) {
        private static Finding of(String document, String keyword, String message) {
            return new Finding(document, new Incompatibility(Incompatibility.Kind.MEANING, "", keyword, message));
        }

        @Override
        public String toString() {
            return document + ": " + reason;
        }
    }

    /** The reasons why a version may not follow the one before it under its type's rule; empty when all may. */
    public static List<Finding> within(SchemaCollection collection) {
        List<Finding> findings = new ArrayList<>();
        for (IndexEntry newer : collection.index().events()) {
            before(collection.index(), newer)
                    .ifPresent(older -> CompatibilityCheck.check(
                                    newer.compatibility(), collection.document(older), collection.document(newer))
                            .forEach(reason -> findings.add(new Finding(newer.file(), reason))));
        }
        return findings;
    }

    private static Optional<IndexEntry> before(SchemaIndex index, IndexEntry newer) {
        return index.events().stream()
                .filter(entry -> entry.eventType().equals(newer.eventType()) && entry.version() < newer.version())
                .max(Comparator.comparingInt(IndexEntry::version));
    }

    /** The reasons why {@code newer} may not take the place of {@code older}, those within it included; empty when it may. */
    public static List<Finding> between(SchemaCollection older, SchemaCollection newer) {
        List<Finding> findings = new ArrayList<>();
        if (older.index().shared().isPresent()
                && !older.index().shared().equals(newer.index().shared())) {
            findings.add(Finding.of(SchemaIndex.FILE, "sha256", "the device message or the envelope is another"));
        }
        findings.addAll(ofReleased(older, newer));
        findings.addAll(within(newer));
        return findings;
    }

    /** What {@code newer} does to versions that {@code older} has released and that must stay as they are; empty when nothing. */
    public static List<Finding> ofReleased(SchemaCollection older, SchemaCollection newer) {
        List<Finding> findings = new ArrayList<>();
        for (IndexEntry entry : older.index().events()) {
            if (entry.status() != SchemaStatus.DRAFT) {
                released(entry, newer.index().find(entry.eventType(), entry.version()), findings);
            }
        }
        return findings;
    }

    private static void released(IndexEntry entry, Optional<IndexEntry> found, List<Finding> findings) {
        if (found.isEmpty()) {
            findings.add(Finding.of(entry.file(), "", "was released and is gone; deprecate it instead"));
            return;
        }
        IndexEntry now = found.get();
        if (!now.sha256().equals(entry.sha256())) {
            findings.add(
                    Finding.of(entry.file(), "sha256", "was released and is edited; make a new version beside it"));
        }
        if (now.status().compareTo(entry.status()) < 0) {
            findings.add(Finding.of(
                    entry.file(),
                    "status",
                    "is " + entry.status().wireName() + " and cannot become "
                            + now.status().wireName() + " again"));
        }
        if (now.compatibility() != entry.compatibility() && now.compatibility() != Compatibility.FULL) {
            findings.add(Finding.of(
                    entry.file(),
                    "compatibility",
                    "promises " + entry.compatibility().wireName() + "; a promise may only become full"));
        }
    }
}

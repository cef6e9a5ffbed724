package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchivedFile;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Archiver;
import io.wardlog.collector.archive.Coverage;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestReading;
import io.wardlog.collector.archive.TableFiles;
import io.wardlog.collector.topic.Topics;
import io.wardlog.verify.Finding;
import io.wardlog.verify.Place;
import io.wardlog.verify.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/** Compares manifests and files with each other. */
final class FileCheck {

    private final Archive archive;
    private final TableFiles files;
    private final Consumer<Finding> findings;
    private final Set<String> unreadable = new HashSet<>();

    FileCheck(Archive archive, TableFiles files, Consumer<Finding> findings) {
        this.archive = archive;
        this.files = files;
        this.findings = findings;
    }

    void run() throws IOException {
        for (ArchivedPartition partition : archive.partitions()) {
            List<Manifest> manifests = new ArrayList<>();
            for (ManifestReading reading : archive.manifests(partition)) {
                if (reading instanceof ManifestReading.Read read) {
                    manifests.add(read.manifest());
                } else if (reading instanceof ManifestReading.Corrupt corrupt) {
                    report(Verdict.CORRUPT, corrupt.name(), corrupt.reason());
                }
            }
            checkCoverage(partition, manifests);
            for (Manifest manifest : manifests) {
                for (ArchivedFile file : manifest.files()) {
                    check(partition, file);
                }
            }
        }
    }

    /** Files that are missing or do not read. */
    Set<String> unreadable() {
        return unreadable;
    }

    /** One writer's manifests join; a hole between two means that one is gone. */
    private void checkCoverage(ArchivedPartition partition, List<Manifest> manifests) {
        long covered = -1;
        for (Coverage.Part part : Coverage.of(manifests)) {
            if (covered >= 0 && part.from() > covered) {
                report(
                        Verdict.GAP_UNEXPLAINED,
                        "manifests/" + partition.topic() + "/" + partition.topicId() + "/" + partition.partition(),
                        "no manifest covers the offsets from " + covered + " to before " + part.from());
            }
            covered = part.to();
        }
    }

    private void check(ArchivedPartition partition, ArchivedFile file) throws IOException {
        Path path;
        try {
            path = archive.file(file.name());
        } catch (NoSuchFileException missing) {
            unreadable.add(file.name());
            report(Verdict.GAP_UNEXPLAINED, file.name(), "a file that a manifest lists is missing");
            return;
        } catch (IllegalArgumentException notInside) {
            unreadable.add(file.name());
            report(Verdict.CORRUPT, file.name(), "a manifest lists a name that no file of an archive has");
            return;
        }
        OptionalLong rows = readableRows(partition, path, file);
        if (rows.isEmpty()) {
            unreadable.add(file.name());
            report(Verdict.CORRUPT, file.name(), "the file does not parse");
        } else if (!Archiver.digest(path).equals(file.sha256())) {
            report(Verdict.TAMPERED, file.name(), "the file's SHA-256 is not the one in its manifest");
        } else if (rows.getAsLong() != file.rows() || Files.size(path) != file.bytes()) {
            report(Verdict.TAMPERED, file.name(), "the file has another size than its manifest says");
        }
    }

    /** How many rows the file has; nothing when it does not parse to its end. */
    private OptionalLong readableRows(ArchivedPartition partition, Path path, ArchivedFile file) throws IOException {
        Tables.Columns columns = Tables.columnsOf(partition.topic());
        long count = 0;
        try (TableFiles.RowReader reader = files.read(path, columns.list())) {
            for (List<Object> values = reader.next(); values != null; values = reader.next()) {
                count++;
                checkRow(partition, new ScannedRow(file.name(), count, columns.positions(), values));
            }
            return OptionalLong.of(count);
        } catch (TableFiles.CorruptFileException e) {
            return OptionalLong.empty();
        }
    }

    private void checkRow(ArchivedPartition partition, ScannedRow row) {
        try {
            if (partition.topic().equals(Topics.EVENTS)) {
                EventRow.of(row);
            } else if (partition.topic().equals(Topics.PROOFS)) {
                ProofRow.of(row);
            }
        } catch (IllegalArgumentException e) {
            Place place = Place.in(row.file()).atRow(row.number());
            findings.accept(new Finding(Verdict.CORRUPT, place, "the row holds no record: " + e.getMessage()));
        }
    }

    private void report(Verdict verdict, String source, String reason) {
        findings.accept(new Finding(verdict, Place.in(source), reason));
    }
}

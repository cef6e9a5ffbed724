package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.TableFiles;
import io.wardlog.collector.topic.Topics;
import io.wardlog.hash.Hash;
import io.wardlog.verify.ArchiveEvidence;
import io.wardlog.verify.BatchProof;
import io.wardlog.verify.Finding;
import io.wardlog.verify.StoredRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One verification of an archive. Every stream scans the files that count and sorts what it needs outside memory. */
final class ArchiveSession implements ArchiveEvidence.Session {

    private static final long SORT_MEMORY = 32L * 1024 * 1024;

    private final Archive archive;
    private final TableFiles files;
    private final Path workDirectory;
    private Set<String> unreadable = Set.of();
    private Set<String> suspect = Set.of();

    ArchiveSession(Archive archive, TableFiles files) throws IOException {
        this.archive = archive;
        this.files = files;
        this.workDirectory = Files.createTempDirectory("wardlog-verify");
    }

    @Override
    public void checkFiles(Consumer<Finding> findings) throws IOException {
        FileCheck check = new FileCheck(archive, files, findings);
        check.run();
        unreadable = check.unreadable();
        suspect = check.suspect();
    }

    @Override
    public Stream<StoredRecord> records() {
        return sorted(
                Topics.EVENTS,
                (row, sorter) -> {
                    EventRow event = EventRow.of(row);
                    sorter.add(event.sortKey(), event.write());
                },
                entry -> EventRow.read(entry.value()).toRecord());
    }

    @Override
    public Stream<BatchProof> proofs() {
        return sorted(
                Topics.PROOFS,
                (row, sorter) -> {
                    ProofRow proof = ProofRow.of(row);
                    sorter.add(proof.sortKey(), proof.write());
                },
                entry -> ProofRow.read(entry.value()).toProof());
    }

    @Override
    public Stream<Hash> recordHashes() {
        return distinct(sorted(
                Topics.EVENTS,
                (row, sorter) -> sorter.add(EventRow.of(row).hash().bytes(), new byte[0]),
                ExternalSorter.Entry::key));
    }

    @Override
    public Stream<Hash> provenHashes() {
        return distinct(sorted(
                Topics.PROOFS,
                (row, sorter) -> {
                    for (Hash hash : ProofRow.of(row).toProof().eventHashes()) {
                        sorter.add(hash.bytes(), new byte[0]);
                    }
                },
                ExternalSorter.Entry::key));
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(workDirectory);
    }

    /** Puts what is wanted of a row into a sorter. */
    private interface Extract {
        void accept(ScannedRow row, ExternalSorter sorter) throws IOException;
    }

    private <T> Stream<T> sorted(String topic, Extract extract, Function<ExternalSorter.Entry, T> toElement) {
        ExternalSorter sorter = new ExternalSorter(workDirectory, SORT_MEMORY);
        try {
            new TableScan(archive, files, unreadable).forEach(topic, row -> extract(extract, row, sorter));
            Iterator<ExternalSorter.Entry> entries = sorter.sorted();
            return stream(entries).map(toElement).onClose(() -> close(sorter));
        } catch (IOException e) {
            close(sorter);
            throw new UncheckedIOException(e);
        }
    }

    /** A row of a file that was already reported may hold anything; a row of a sound file must hold what was written. */
    private void extract(Extract extract, ScannedRow row, ExternalSorter sorter) throws IOException {
        try {
            extract.accept(row, sorter);
        } catch (IllegalArgumentException e) {
            if (!suspect.contains(row.file())) {
                throw new IOException(row.file() + ", row " + row.number() + ": " + e.getMessage(), e);
            }
        }
    }

    private static Stream<Hash> distinct(Stream<byte[]> sorted) {
        byte[][] previous = new byte[1][];
        return sorted.filter(hash -> {
                    boolean isNew = !Arrays.equals(previous[0], hash);
                    previous[0] = hash;
                    return isNew;
                })
                .map(Hash::of);
    }

    private static <T> Stream<T> stream(Iterator<T> iterator) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    private static void close(ExternalSorter sorter) {
        try {
            sorter.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.wardlog.collector.archive.evidence;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.TableFiles;
import io.wardlog.collector.topic.Topics;
import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldFile;
import io.wardlog.verify.ArchiveEvidence;
import io.wardlog.verify.BatchProof;
import io.wardlog.verify.Finding;
import io.wardlog.verify.StoredRecord;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiPredicate;
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
    private final HoldFiles holds;
    private final Closeable resources;
    private Set<String> unreadable = Set.of();

    /** Reads the records of legal holds. */
    interface HoldFiles {
        List<HoldFile> read() throws IOException;
    }

    /** Closes {@code resources} with itself. */
    ArchiveSession(Archive archive, TableFiles files, HoldFiles holds, Closeable resources) throws IOException {
        this.archive = archive;
        this.files = files;
        this.holds = holds;
        this.resources = resources;
        this.workDirectory = Files.createTempDirectory("wardlog-verify");
    }

    @Override
    public void checkFiles(Consumer<Finding> findings) throws IOException {
        FileCheck check = new FileCheck(archive, files, findings);
        check.run();
        unreadable = check.unreadable();
    }

    @Override
    public Stream<StoredRecord> records() {
        Stream<EventRow> rows = sorted(
                Topics.EVENTS,
                (row, sorter) -> {
                    EventRow event = EventRow.of(row);
                    sorter.add(event.sortKey(), event.write());
                },
                entry -> EventRow.read(entry.value()));
        return withoutRepeats(rows, EventRow::repeats).map(EventRow::toRecord);
    }

    @Override
    public Stream<BatchProof> proofs() {
        Stream<BatchProof> rows = sorted(
                Topics.PROOFS,
                (row, sorter) -> {
                    ProofRow proof = ProofRow.of(row);
                    sorter.add(proof.sortKey(), proof.write());
                },
                entry -> ProofRow.read(entry.value()).toProof());
        return withoutRepeats(rows, ProofRow::repeats);
    }

    @Override
    public Stream<Hash> recordHashes() {
        Stream<Hash> hashes = sorted(
                Topics.EVENTS,
                (row, sorter) -> sorter.add(EventRow.of(row).hash().bytes(), new byte[0]),
                entry -> Hash.of(entry.key()));
        return withoutRepeats(hashes, Hash::equals);
    }

    @Override
    public Stream<Hash> provenHashes() {
        Stream<Hash> hashes = sorted(
                Topics.PROOFS,
                (row, sorter) -> {
                    for (Hash hash : ProofRow.of(row).toProof().eventHashes()) {
                        sorter.add(hash.bytes(), new byte[0]);
                    }
                },
                entry -> Hash.of(entry.key()));
        return withoutRepeats(hashes, Hash::equals);
    }

    @Override
    public List<HoldFile> holds() throws IOException {
        return holds.read();
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(workDirectory);
        resources.close();
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

    private static void extract(Extract extract, ScannedRow row, ExternalSorter sorter) throws IOException {
        try {
            extract.accept(row, sorter);
        } catch (IllegalArgumentException reported) {
            // A row that holds no record: checkFiles made it a finding.
        }
    }

    /** Leaves out what repeats the element kept before it. */
    private static <T> Stream<T> withoutRepeats(Stream<T> sorted, BiPredicate<T, T> repeats) {
        AtomicReference<T> kept = new AtomicReference<>();
        return sorted.filter(element -> {
            boolean isNew = kept.get() == null || !repeats.test(element, kept.get());
            kept.set(isNew ? element : kept.get());
            return isNew;
        });
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

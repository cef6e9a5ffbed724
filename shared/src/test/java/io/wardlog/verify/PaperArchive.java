package io.wardlog.verify;

import io.wardlog.hash.Hash;
import io.wardlog.hold.HoldFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An archive in memory, in the order that {@link ArchiveEvidence.Session} promises. */
final class PaperArchive implements ArchiveEvidence.Session {
    final List<StoredRecord> records = new ArrayList<>();
    final List<BatchProof> proofs = new ArrayList<>();
    final List<Finding> files = new ArrayList<>();
    final List<HoldFile> holds = new ArrayList<>();

    /** Everything of these epochs, which are given in the order of agent and epoch. */
    static PaperArchive of(BatchFixture... epochs) {
        PaperArchive archive = new PaperArchive();
        for (BatchFixture epoch : epochs) {
            archive.records.addAll(epoch.records);
            archive.proofs.addAll(epoch.proofs);
        }
        return archive;
    }

    @Override
    public void checkFiles(Consumer<Finding> findings) {
        files.forEach(findings);
    }

    @Override
    public Stream<StoredRecord> records() {
        return records.stream();
    }

    @Override
    public Stream<BatchProof> proofs() {
        return proofs.stream();
    }

    @Override
    public Stream<Hash> recordHashes() {
        return ascending(records.stream().map(StoredRecord::hash));
    }

    @Override
    public Stream<Hash> provenHashes() {
        return ascending(proofs.stream().flatMap(proof -> proof.eventHashes().stream()));
    }

    @Override
    public List<HoldFile> holds() {
        return holds;
    }

    @Override
    public void close() {}

    private static Stream<Hash> ascending(Stream<Hash> hashes) {
        return hashes.distinct().sorted(Comparator.comparing(Hash::hex));
    }
}

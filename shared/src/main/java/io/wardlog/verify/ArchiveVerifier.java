package io.wardlog.verify;

import io.wardlog.hash.Hash;
import io.wardlog.keys.KeyRing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Verifies an archive: its files against their manifests, its records like an export's, its proofs, and that records and proofs are
 * about the same events. Memory does not grow with the number of records.
 */
public final class ArchiveVerifier {
    private static final int KEPT_FINDINGS = 100;

    private final String source;
    private final Optional<KeyRing> keys;
    private final Findings findings = new Findings(KEPT_FINDINGS);
    private final RecordVerifier records = new RecordVerifier(findings);
    private final ProofVerifier proofs;

    /**
     * @param source what the report calls the archive
     * @param keys the trusted keys; without them no signature is checked, and the report says so
     */
    public ArchiveVerifier(String source, Optional<KeyRing> keys) {
        this.source = source;
        this.keys = keys;
        this.proofs = new ProofVerifier(keys, findings);
    }

    /** Reads and checks everything once; one object verifies one archive. */
    public VerificationReport verify(ArchiveEvidence.Session session) throws IOException {
        session.checkFiles(found -> findings.add(found.verdict(), found.place(), found.reason()));
        try (Stream<StoredRecord> stream = session.records()) {
            stream.forEachOrdered(records::accept);
        }
        records.finish();
        try (Stream<BatchProof> stream = session.proofs()) {
            stream.forEachOrdered(proofs::accept);
        }
        proofs.finish();
        try (Stream<Hash> stored = session.recordHashes();
                Stream<Hash> proven = session.provenHashes()) {
            compare(stored.iterator(), proven.iterator());
        }
        new HoldVerifier(keys, findings).verify(session.holds());
        if (records.records() == 0) {
            findings.add(Verdict.INCOMPLETE, Place.in(source), "the archive holds no record");
        }
        return report();
    }

    /** Merges two ascending streams of hashes. */
    private void compare(Iterator<Hash> stored, Iterator<Hash> proven) {
        Hash record = next(stored);
        Hash proof = next(proven);
        while (record != null || proof != null) {
            int order = record == null ? 1 : proof == null ? -1 : record.hex().compareTo(proof.hex());
            if (order < 0) {
                findings.add(Verdict.INCOMPLETE, Place.in(source), "no signed batch lists record " + record);
            } else if (order > 0) {
                findings.add(
                        Verdict.GAP_UNEXPLAINED,
                        Place.in(source),
                        "a signed batch lists " + proof + ", no record is it");
            }
            record = order <= 0 ? next(stored) : record;
            proof = order >= 0 ? next(proven) : proof;
        }
    }

    private static Hash next(Iterator<Hash> hashes) {
        return hashes.hasNext() ? hashes.next() : null;
    }

    private VerificationReport report() {
        List<String> checks = new ArrayList<>(List.of(
                "files against their manifests",
                "canonical bytes, hash and checksum of every event",
                "sequence numbers and hash links of every chain, and the genesis of each that begins here",
                "header, batch hash, event root, receipt and links of every batch, and the links between an agent's epochs",
                "every record in a signed batch, and every event of a batch in the archive",
                "records of legal holds, and that each release is of a hold that is there"));
        List<SkippedCheck> skipped = new ArrayList<>(records.skipped());
        if (keys.isPresent()) {
            checks.add("signatures of every batch and every receipt");
            checks.add("signatures of every record of a legal hold");
        } else {
            skipped.add(new SkippedCheck(
                    "signatures of batches, receipts and legal holds", "no trusted keys were given (--keys)"));
        }
        skipped.add(new SkippedCheck("transparency log", "the archive carries no checkpoints and proofs"));
        skipped.add(VerificationReport.UNSEALED_WINDOW);
        return new VerificationReport(
                source,
                findings.verdict(),
                records.records(),
                records.chains(),
                proofs.batches(),
                findings.counts(),
                findings.kept(),
                checks,
                skipped);
    }
}

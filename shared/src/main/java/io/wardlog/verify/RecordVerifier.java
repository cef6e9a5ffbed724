package io.wardlog.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Judges records one after the other by what each shows ({@link RecordCheck}) and by its chain. Shared by the verifiers of exports and
 * archives. Not thread-safe.
 */
final class RecordVerifier {
    private static final String SEALED =
            "only the tenant's seal key opens them; each was taken for one record that the chains would miss without it";

    private final Findings findings;
    private final ChainVerifier chains;
    private long records;
    private long sealed;
    private long unknownVersions;
    private long unknownChecksums;

    RecordVerifier(Findings findings) {
        this.findings = findings;
        this.chains = new ChainVerifier(findings);
    }

    void accept(StoredRecord stored) {
        accept(stored, RecordCheck.of(stored));
    }

    /** The next record, and what was found of it already. */
    void accept(StoredRecord stored, RecordCheck check) {
        records++;
        String sealedOnly =
                stored.event().isPresent() ? "" : "; only a sealed block is kept, nothing in it was checked";
        stored.quarantine()
                .ifPresent(
                        code -> findings.add(Verdict.QUARANTINED, stored.place(), "quarantined: " + code + sealedOnly));
        if (check instanceof RecordCheck.WellFormed event) {
            wellFormed(event);
        } else if (check instanceof RecordCheck.Sealed) {
            sealed(stored);
        } else if (check instanceof RecordCheck.Unreadable unreadable) {
            chains.unplaced(stored.hash());
            findings.add(Verdict.CORRUPT, stored.place(), unreadable.reason());
        } else if (check instanceof RecordCheck.OtherHash other) {
            chains.unplaced(stored.hash());
            chains.unplaced(other.computed());
            findings.add(Verdict.TAMPERED, stored.place(), "the event's bytes do not have the hash beside them");
        } else if (check instanceof RecordCheck.Malformed malformed) {
            malformed(stored, malformed);
        }
    }

    /** A record that does not even have a record's form. */
    void unreadable(Verdict verdict, Place place, String reason) {
        records++;
        findings.add(verdict, place, reason);
    }

    void finish() {
        chains.finish();
    }

    long records() {
        return records;
    }

    long chains() {
        return chains.chains();
    }

    /** The checks that were not made on some of the records. */
    List<SkippedCheck> skipped() {
        List<SkippedCheck> skipped = new ArrayList<>();
        add(skipped, sealed, "hash, content and chain place of %d sealed records", SEALED);
        add(skipped, unknownVersions, "envelope and chain of %d records", "their envelope version is not known here");
        add(skipped, unknownChecksums, "checksum of %d records", "its algorithm is not known here");
        return skipped;
    }

    private static void add(List<SkippedCheck> skipped, long count, String check, String reason) {
        if (count > 0) {
            skipped.add(new SkippedCheck(String.format(Locale.ROOT, check, count), reason));
        }
    }

    private void sealed(StoredRecord stored) {
        sealed++;
        if (!chains.unplaced(stored.hash())) {
            findings.add(Verdict.CORRUPT, stored.place(), "the same sealed record stands a second time");
        }
    }

    private void wellFormed(RecordCheck.WellFormed event) {
        if (event.checksum() == RecordCheck.Checksum.UNKNOWN_ALGORITHM) {
            unknownChecksums++;
        } else if (event.checksum() == RecordCheck.Checksum.DIFFERS) {
            findings.add(
                    Verdict.TAMPERED, event.link().place(), "the payload does not have the checksum in the envelope");
        }
        chains.accept(event.link());
        for (Finding found : event.findings()) {
            findings.add(found.verdict(), found.place(), found.reason());
        }
    }

    private void malformed(StoredRecord stored, RecordCheck.Malformed malformed) {
        chains.unplaced(stored.hash());
        if (malformed.isVersionUnknown()) {
            unknownVersions++;
        } else {
            findings.add(Verdict.CORRUPT, stored.place(), "not an event: " + malformed.reason());
        }
    }
}

package io.wardlog.verify;

import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.verify.ChainVerifier.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Checks records one after the other: canonical bytes, event hash, envelope, payload checksum, chain, disclosures. Shared by the
 * verifiers of exports and archives. Not thread-safe.
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
        records++;
        String sealedOnly =
                stored.event().isPresent() ? "" : "; only a sealed block is kept, nothing in it was checked";
        stored.quarantine()
                .ifPresent(
                        code -> findings.add(Verdict.QUARANTINED, stored.place(), "quarantined: " + code + sealedOnly));
        if (stored.event().isEmpty()) {
            sealed++;
            if (!chains.unplaced(stored.hash())) {
                findings.add(Verdict.CORRUPT, stored.place(), "the same sealed record stands a second time");
            }
        } else {
            event(stored, stored.event().get());
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

    private void event(StoredRecord stored, byte[] bytes) {
        Hash hash = EventHash.of(bytes);
        Event.Reading reading = Event.read(bytes);
        boolean readable =
                !(reading instanceof Event.Reading.Refused refused) || refused.code() == ErrorCode.EVENT_MALFORMED;
        if (!readable) {
            chains.unplaced(stored.hash());
            findings.add(Verdict.CORRUPT, stored.place(), detail(reading));
        } else if (!hash.equals(stored.hash())) {
            chains.unplaced(stored.hash());
            chains.unplaced(hash);
            findings.add(Verdict.TAMPERED, stored.place(), "the event's bytes do not have the hash beside them");
        } else if (reading instanceof Event.Reading.Value value) {
            wellFormed(stored, value.event());
        } else {
            malformed(stored, bytes, detail(reading));
        }
    }

    private void wellFormed(StoredRecord stored, Event event) {
        ChainId chain = ChainId.of(event);
        Place place = stored.place().of(chain, event.sequenceNumber());
        if (!event.checksum().isKnown()) {
            unknownChecksums++;
        } else if (!event.hasItsChecksum()) {
            findings.add(Verdict.TAMPERED, place, "the payload does not have the checksum in the envelope");
        }
        chains.accept(new Link(chain, event.sequenceNumber(), event.prevHash(), stored.hash(), place));
        disclosures(stored.disclosures(), event, place);
    }

    private void malformed(StoredRecord stored, byte[] bytes, String reason) {
        chains.unplaced(stored.hash());
        if (EnvelopeVersions.isUnknown(bytes)) {
            unknownVersions++;
        } else {
            findings.add(Verdict.CORRUPT, stored.place(), "not an event: " + reason);
        }
    }

    private void disclosures(List<String> disclosures, Event event, Place place) {
        Set<String> seen = new HashSet<>();
        for (String text : disclosures) {
            Disclosure.Reading reading = Disclosure.read(text);
            if (reading instanceof Disclosure.Reading.Refused refused) {
                findings.add(Verdict.CORRUPT, place, refused.detail());
            } else if (!((Disclosure.Reading.Value) reading).disclosure().belongsTo(event.tree())) {
                findings.add(Verdict.TAMPERED, place, "a disclosure's digest does not stand at its place in the event");
            } else if (!seen.add(text)) {
                findings.add(Verdict.CORRUPT, place, "the same disclosure stands a second time");
            }
        }
    }

    private static String detail(Event.Reading reading) {
        return ((Event.Reading.Refused) reading).detail();
    }
}

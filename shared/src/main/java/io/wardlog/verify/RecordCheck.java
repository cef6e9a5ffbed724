package io.wardlog.verify;

import io.wardlog.chain.ChainId;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.verify.ChainVerifier.Link;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a record shows without the others: canonical bytes, event hash, envelope, payload checksum, disclosures. Pure, for any thread. */
sealed interface RecordCheck {

    /** Only a sealed block is carried. */
    record Sealed() implements RecordCheck {}

    /** The bytes are not canonical JSON, or no JSON. */
    record Unreadable(String reason) implements RecordCheck {}

    /** The bytes have another hash than the one beside them. */
    record OtherHash(Hash computed) implements RecordCheck {}

    /** Canonical and with its hash, but no event, or one whose envelope is of a version that is not known here. */
    record Malformed(String reason, boolean isVersionUnknown) implements RecordCheck {}

    /** An event; what is wrong with its disclosures stands in {@code findings}. */
    record WellFormed(Link link, Checksum checksum, List<Finding> findings) implements RecordCheck {}

    /** Whether the payload has the checksum in the envelope. */
    enum Checksum {
        HOLDS,
        DIFFERS,
        UNKNOWN_ALGORITHM
    }

    static RecordCheck of(StoredRecord stored) {
        return stored.event().isEmpty()
                ? new Sealed()
                : of(stored, stored.event().get());
    }

    private static RecordCheck of(StoredRecord stored, EventBytes bytes) {
        Hash hash = bytes.hash();
        Event.Reading reading = bytes.read();
        boolean readable =
                !(reading instanceof Event.Reading.Refused refused) || refused.code() == ErrorCode.EVENT_MALFORMED;
        if (!readable) {
            return new Unreadable(((Event.Reading.Refused) reading).detail());
        }
        if (!hash.equals(stored.hash())) {
            return new OtherHash(hash);
        }
        if (reading instanceof Event.Reading.Refused refused) {
            return new Malformed(refused.detail(), EnvelopeVersions.isUnknown(bytes.copy()));
        }
        return wellFormed(stored, ((Event.Reading.Value) reading).event());
    }

    private static RecordCheck wellFormed(StoredRecord stored, Event event) {
        ChainId chain = ChainId.of(event);
        Place place = stored.place().of(chain, event.sequenceNumber());
        return new WellFormed(
                new Link(chain, event.sequenceNumber(), event.prevHash(), stored.hash(), place),
                checksum(event),
                stored.disclosures().isEmpty() ? List.of() : disclosures(stored.disclosures(), event, place));
    }

    private static Checksum checksum(Event event) {
        if (event.hasItsChecksum()) {
            return Checksum.HOLDS;
        }
        return event.checksum().isKnown() ? Checksum.DIFFERS : Checksum.UNKNOWN_ALGORITHM;
    }

    private static List<Finding> disclosures(List<String> disclosures, Event event, Place place) {
        List<Finding> findings = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String text : disclosures) {
            Disclosure.Reading reading = Disclosure.read(text);
            if (reading instanceof Disclosure.Reading.Refused refused) {
                findings.add(new Finding(Verdict.CORRUPT, place, refused.detail()));
            } else if (!((Disclosure.Reading.Value) reading).disclosure().belongsTo(event.tree())) {
                findings.add(new Finding(
                        Verdict.TAMPERED, place, "a disclosure's digest does not stand at its place in the event"));
            } else if (!seen.add(text)) {
                findings.add(new Finding(Verdict.CORRUPT, place, "the same disclosure stands a second time"));
            }
        }
        return findings;
    }
}

package io.wardlog.edge.verify;

import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.verify.Verdict;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Checks events one after the other against themselves and their chains. Not thread-safe. */
final class EventCheck {

    private static final String OTHER_HASH = "the event has not the hash that was recorded with it";

    private final Map<ChainId, ChainHead> heads = new HashMap<>();
    private boolean beginningIsThere;

    /** @param beginningIsThere whether nothing was pruned: then every chain must begin with its number 1 */
    EventCheck(boolean beginningIsThere) {
        this.beginningIsThere = beginningIsThere;
    }

    /** What is wrong with a record. */
    record Wrong(Verdict verdict, String reason) {}

    /** Entries are missing from here: chains may go on anywhere. */
    void hole() {
        heads.clear();
        beginningIsThere = false;
    }

    Optional<Wrong> check(EventEntry entry, Optional<String> epoch) {
        byte[] recorded = entry.event();
        Event.Reading reading = Event.read(recorded);
        if (reading instanceof Event.Reading.Refused refused) {
            unreadable(entry.deviceId());
            return Optional.of(new Wrong(Verdict.CORRUPT, "the event is not canonical: " + refused.detail()));
        }
        Event event = ((Event.Reading.Value) reading).event();
        ChainId chain = ChainId.of(event);
        Hash hash = EventHash.of(recorded);
        Optional<String> contradiction =
                hash.equals(entry.hash()) ? contradiction(entry, event, epoch) : Optional.of(OTHER_HASH);
        if (contradiction.isEmpty()) {
            contradiction = link(event, chain);
        }
        heads.put(chain, new ChainHead(event.sequenceNumber(), hash));
        return contradiction.map(reason -> new Wrong(Verdict.TAMPERED, reason));
    }

    /** What an event shows by itself: that it is none any more, or another one than was recorded. */
    static Optional<Wrong> checkAlone(EventEntry entry) {
        byte[] recorded = entry.event();
        if (Event.read(recorded) instanceof Event.Reading.Refused refused) {
            return Optional.of(new Wrong(Verdict.CORRUPT, "the event is not canonical: " + refused.detail()));
        }
        return EventHash.of(recorded).equals(entry.hash())
                ? Optional.empty()
                : Optional.of(new Wrong(Verdict.TAMPERED, OTHER_HASH));
    }

    /** The events behind one that cannot be read have nothing to link up with. */
    private void unreadable(String deviceId) {
        heads.keySet().removeIf(chain -> chain.deviceId().equals(deviceId));
        beginningIsThere = false;
    }

    private static Optional<String> contradiction(EventEntry entry, Event event, Optional<String> epoch) {
        if (!event.hasItsChecksum()) {
            return Optional.of("the payload has not the event's checksum");
        }
        if (!event.deviceId().equals(entry.deviceId()) || event.sequenceNumber() != entry.sequenceNumber()) {
            return Optional.of("the event is another than the one that was recorded here");
        }
        if (epoch.isPresent() && !epoch.get().equals(event.epoch())) {
            return Optional.of("the event is of another epoch");
        }
        return Optional.empty();
    }

    private Optional<String> link(Event event, ChainId chain) {
        ChainHead before = heads.get(chain);
        if (before == null && (event.sequenceNumber() == 1 || beginningIsThere)) {
            before = ChainHead.genesis(chain);
        }
        return before == null || before.isFollowedBy(event.sequenceNumber(), event.prevHash())
                ? Optional.empty()
                : Optional.of("sequenceNumber or prevHash does not follow the event before it in its chain");
    }
}

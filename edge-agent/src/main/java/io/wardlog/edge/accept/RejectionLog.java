package io.wardlog.edge.accept;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.RawBytes;
import io.wardlog.disclosure.SealContext;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.entry.RefusalTallyEntry;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.RefusalTally;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.OwnEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes {@code agent.message_rejected}: in full once a minute for one sender and code, in between only the count, so that
 * a broken pump cannot fill the disk. At most {@value #MAX_SENDERS} senders are told apart; beyond, strangers are counted together. Writer thread only.
 */
final class RejectionLog {

    static final Duration INTERVAL = Duration.ofMinutes(1);
    static final int MAX_SENDERS = 10_000;
    private static final int MAX_DETAIL = 512;
    private static final int FLUSHED_AT_ONCE = 128;

    /** The most that a flush adds to a group: for each count an own event and the entry that sets it to 0. */
    static final int FLUSH_BYTES = FLUSHED_AT_ONCE * (4_096 + 512);

    private static final String EVENT_TYPE = "agent.message_rejected";

    private final AgentIdentity agent;
    private final OwnEvents ownEvents;
    private final Supplier<byte[]> salts;
    private final Sealer sealer;
    private final RefusalRate rate = new RefusalRate();
    private final Map<RefusalTally.Key, Instant> recordedAt = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RefusalTally.Key, Instant> eldest) {
            return size() > MAX_SENDERS;
        }
    };

    RejectionLog(AgentIdentity agent, OwnEvents ownEvents, Supplier<byte[]> salts, Sealer sealer) {
        this.agent = agent;
        this.ownEvents = ownEvents;
        this.salts = salts;
        this.sealer = sealer;
    }

    /** How many of them go to disk as they come. Thread-safe. */
    RefusalRate rate() {
        return rate;
    }

    /** Records the rejection, or counts it when one like it was recorded a short while ago. */
    void write(Rejection rejection, Group group) {
        RefusalTally.Key key = rejection.key();
        long counted = group.state().refusals().count(key);
        if (isRecent(key, group.now())) {
            count(key, 1, group);
            return;
        }
        recordedAt.remove(key); // so that it is the youngest again
        recordedAt.put(key, group.now());
        append(rejection, counted + 1, group);
        if (counted > 0) {
            group.add(new RefusalTallyEntry(key.sender(), key.code(), 0));
        }
    }

    /**
     * Records the counts that wait, at most {@value #FLUSHED_AT_ONCE} of them; the others stay counted.
     *
     * @param all also those whose minute is not over, because the agent stops
     */
    void flush(Group group, boolean all) {
        int room = FLUSHED_AT_ONCE;
        for (Map.Entry<RefusalTally.Key, Long> counted :
                rate.drain(FLUSHED_AT_ONCE).entrySet()) {
            count(counted.getKey(), counted.getValue(), group);
        }
        for (RefusalTally.Key key : group.state().refusals().open()) {
            if (room > 0 && (all || !isRecent(key, group.now()))) {
                room--;
                ObjectNode payload =
                        payload(key.code(), group.state().refusals().count(key), 0);
                Rejection.Sender.describe(key.sender(), payload);
                group.appendOwn(EVENT_TYPE, payload);
                group.add(new RefusalTallyEntry(key.sender(), key.code(), 0));
            }
        }
    }

    /** An address costs a stranger nothing, and each that is counted apart is in memory and in every snapshot until it is recorded. */
    private static void count(RefusalTally.Key key, long more, Group group) {
        RefusalTally tally = group.state().refusals();
        boolean apart = tally.count(key) > 0 || tally.size() < MAX_SENDERS;
        RefusalTally.Key as = apart ? key : new RefusalTally.Key(Rejection.Sender.oneOfMany(key.sender()), key.code());
        group.add(new RefusalTallyEntry(as.sender(), as.code(), tally.count(as) + more));
    }

    private boolean isRecent(RefusalTally.Key key, Instant now) {
        Instant at = recordedAt.get(key);
        return at != null && Duration.between(at, now).abs().compareTo(INTERVAL) < 0;
    }

    private void append(Rejection rejection, long occurrences, Group group) {
        ObjectNode payload = payload(rejection.code().code(), occurrences, rejection.totalLength());
        payload.put("detail", printable(rejection.detail()));
        payload.put("protocol", rejection.sender().protocol().wireName());
        rejection.sender().deviceId().ifPresent(id -> payload.put("deviceId", id));
        rejection.sender().peer().ifPresent(peer -> payload.put("peer", peer));
        rejection.eventType().ifPresent(type -> payload.put("eventType", type));
        String eventId = ownEvents.newEventId(group.now());
        ObjectNode envelope = ownEvents.envelope(eventId, EVENT_TYPE, payload, group.epoch(), group.now());
        byte[] sealed = sealRaw(rejection.firstBytes(), envelope, group.epoch());
        group.append(ownEvents.draft(envelope, group.epoch(), sealed));
    }

    private byte[] sealRaw(byte[] raw, ObjectNode envelope, String epoch) {
        if (raw.length == 0) {
            return raw;
        }
        Disclosure disclosure = RawBytes.disclose(salts.get(), raw);
        ((ObjectNode) envelope.get("source")).put("rawDigest", disclosure.digest());
        return sealer.seal(
                List.of(disclosure),
                new SealContext(
                        agent.tenantId(),
                        agent.agentId(),
                        agent.agentId(),
                        epoch,
                        envelope.get("eventId").textValue()));
    }

    private static ObjectNode payload(String code, long occurrences, long lengthBytes) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("code", code);
        payload.put("occurrences", occurrences);
        payload.put("lengthBytes", lengthBytes);
        return payload;
    }

    private static String printable(String detail) {
        String clean = detail.replaceAll("\\p{Cntrl}", "?");
        return clean.codePointCount(0, clean.length()) <= MAX_DETAIL
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, MAX_DETAIL));
    }
}

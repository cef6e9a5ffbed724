package io.wardlog.collector.consume;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.collector.topic.RecordHeaders;
import io.wardlog.collector.topic.Topics;
import io.wardlog.disclosure.SealedEvent;
import io.wardlog.event.EventTimes;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes chains of well-formed events and the records that carry them. Deterministic. */
public final class EventFixtures {

    public static final String TENANT = "north";
    public static final String HOSPITAL = "st-mary";
    public static final String AGENT = "gw-1";
    public static final String EPOCH = "01938a5c-0000-7000-8000-000000000001";
    public static final Instant START = Instant.parse("2026-11-23T05:00:00Z");
    public static final Hash BATCH = Sha256.of("batch".getBytes(StandardCharsets.US_ASCII));

    private final String device;
    private ChainHead head;

    public EventFixtures(String device) {
        this.device = device;
        this.head = ChainHead.genesis(new ChainId(TENANT, HOSPITAL, AGENT, EPOCH, device));
    }

    /** The next events of the chain. */
    public List<byte[]> next(int count) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(next(JsonNodeFactory.instance.objectNode().put("rate", 12.5)));
        }
        return events;
    }

    /** The next event of the chain, with this payload. */
    public byte[] next(ObjectNode payload) {
        long number = head.sequenceNumber() + 1;
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("envelopeVersion", "1.0.0");
        event.put("tenantId", TENANT).put("hospitalId", HOSPITAL);
        event.put("deviceId", device).put("deviceType", "infusion_pump");
        event.put("eventId", eventId(device, number));
        event.put("eventType", "infusion.rate_changed").put("eventVersion", 1);
        event.put("schemaRef", "urn:wardlog:schema:infusion.rate_changed:1");
        event.put("eventTime", EventTimes.write(START.plusMillis(number)));
        event.put("ingestionTime", EventTimes.micros(START.plusMillis(number)));
        event.put("criticality", number % 2 == 0 ? "HIGH" : "NORMAL");
        event.put("sequenceNumber", number);
        event.put("prevHash", head.eventHash().hex());
        event.putObject("source")
                .put("agentId", AGENT)
                .put("epoch", EPOCH)
                .put("protocol", "mqtt")
                .put("auth", "mtls");
        event.set("payload", payload);
        event.putObject("checksum")
                .put("algorithm", "sha-256")
                .put("value", Sha256.of(Jcs.write(payload)).hex());
        byte[] canonical = Jcs.write(event);
        head = head.next(EventHash.of(canonical));
        return canonical;
    }

    /** A UUIDv7 that depends only on its arguments. */
    public static String eventId(String device, long number) {
        return String.format("01938a5c-0001-7%03x-8%03x-%012x", device.hashCode() & 0xfff, 0, number);
    }

    /** A record of {@code wardlog.events.v1} as custody writes it. */
    public static StoredRecord record(byte[] event, String device, long offset, Optional<String> quarantine) {
        return new StoredRecord(
                new Source(Topics.EVENTS, 0),
                offset,
                START.toEpochMilli(),
                key(device),
                event,
                headers(EventHash.of(event), quarantine));
    }

    public static byte[] key(String device) {
        return (TENANT + "/" + device).getBytes(StandardCharsets.US_ASCII);
    }

    /** The record headers of an event. */
    public static List<StoredRecord.Header> headers(Hash hash, Optional<String> quarantine) {
        List<StoredRecord.Header> headers = new ArrayList<>();
        headers.add(header(RecordHeaders.HASH, hash.hex()));
        headers.add(header(RecordHeaders.BATCH, BATCH.hex()));
        headers.add(header(RecordHeaders.INDEX, "0"));
        headers.add(header(RecordHeaders.VERDICT, quarantine.orElse(RecordHeaders.VERDICT_OK)));
        quarantine.ifPresent(code -> headers.add(header(RecordHeaders.QUARANTINE, code)));
        return headers;
    }

    public static StoredRecord.Header header(String name, String value) {
        return new StoredRecord.Header(name, value.getBytes(StandardCharsets.US_ASCII));
    }

    /** The sealed form of an event whose marked values came in the clear. */
    public static byte[] sealed(Hash hash, String quarantine) {
        return SealedEvent.of(block(), hash, quarantine).canonical();
    }

    /** Bytes with the form of a sealed block; nobody can open them. */
    private static byte[] block() {
        byte[] block = new byte[256];
        block[0] = 1;
        return block;
    }
}

package io.wardlog.edge.writer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.event.EventTimes;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An event's canonical bytes with three holes: {@code ingestionTime} (27 characters), {@code prevHash} (64) and {@code
 * sequenceNumber}. Filling copies bytes and canonicalises nothing, so the writer stays quick. Immutable, thread-safe.
 */
public final class EventTemplate {

    private static final byte[] NO_TIME = ("\"" + "0".repeat(27) + "\"").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_HASH = ("\"" + "0".repeat(64) + "\"").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_NUMBER = {};
    private static final int MAX_DIGITS = 16;

    private final byte[] bytes;
    private final int timeAt;
    private final int hashAt;
    private final int numberAt;

    private EventTemplate(byte[] bytes, int timeAt, int hashAt, int numberAt) {
        this.bytes = bytes;
        this.timeAt = timeAt;
        this.hashAt = hashAt;
        this.numberAt = numberAt;
    }

    /**
     * The template of an envelope that has all its fields but {@code checksum}, which is computed here over the payload as
     * it stands, and the three holes.
     */
    public static EventTemplate of(ObjectNode envelope) {
        SortedMap<String, byte[]> members = new TreeMap<>(); // String order is the order of RFC 8785
        envelope.fields().forEachRemaining(field -> members.put(field.getKey(), Jcs.write(field.getValue())));
        members.put("checksum", checksum(members.get("payload")));
        members.put("ingestionTime", NO_TIME);
        members.put("prevHash", NO_HASH);
        members.put("sequenceNumber", NO_NUMBER);
        return assemble(members);
    }

    private static EventTemplate assemble(SortedMap<String, byte[]> members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1_024);
        int timeAt = 0;
        int hashAt = 0;
        int numberAt = 0;
        char separator = '{';
        for (var member : members.entrySet()) {
            out.writeBytes((separator + "\"" + member.getKey() + "\":").getBytes(StandardCharsets.US_ASCII));
            separator = ',';
            if (member.getValue() == NO_TIME) {
                timeAt = out.size() + 1;
            } else if (member.getValue() == NO_HASH) {
                hashAt = out.size() + 1;
            } else if (member.getValue() == NO_NUMBER) {
                numberAt = out.size();
            }
            out.writeBytes(member.getValue());
        }
        out.write('}');
        return new EventTemplate(out.toByteArray(), timeAt, hashAt, numberAt);
    }

    private static byte[] checksum(byte[] canonicalPayload) {
        ObjectNode checksum = JsonNodeFactory.instance.objectNode();
        checksum.put("algorithm", "sha-256");
        checksum.put("value", Sha256.of(canonicalPayload).hex());
        return Jcs.write(checksum);
    }

    /** The event's canonical bytes. {@code ingestionTime} is cut to microseconds. */
    public byte[] fill(Instant ingestionTime, Hash prevHash, long sequenceNumber) {
        byte[] number = Long.toString(sequenceNumber).getBytes(StandardCharsets.US_ASCII);
        byte[] event = new byte[bytes.length + number.length];
        System.arraycopy(bytes, 0, event, 0, numberAt);
        System.arraycopy(number, 0, event, numberAt, number.length);
        System.arraycopy(bytes, numberAt, event, numberAt + number.length, bytes.length - numberAt);
        put(EventTimes.micros(ingestionTime), event, timeAt);
        put(prevHash.hex(), event, hashAt);
        return event;
    }

    /** The most bytes that a filled event has. */
    public int maxLength() {
        return bytes.length + MAX_DIGITS;
    }

    private static void put(String ascii, byte[] target, int at) {
        byte[] text = ascii.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, target, at, text.length);
    }
}

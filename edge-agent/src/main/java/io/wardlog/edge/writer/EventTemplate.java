package io.wardlog.edge.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.event.PlainTime;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;

/**
 * An event's canonical bytes with three holes: {@code ingestionTime} (27 characters), {@code prevHash} (64) and {@code
 * sequenceNumber}. Filling copies bytes and canonicalises nothing, so the writer stays quick. Immutable, thread-safe.
 */
public final class EventTemplate {

    private static final byte[] NO_TIME = ("\"" + "0".repeat(27) + "\"").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_HASH = ("\"" + "0".repeat(64) + "\"").getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_NUMBER = {};
    private static final byte[] CHECKSUM =
            ("{\"algorithm\":\"sha-256\",\"value\":\"" + "0".repeat(64) + "\"}").getBytes(StandardCharsets.US_ASCII);

    private static final EnvelopeMember[] NAMES = EnvelopeMember.values();
    private static final byte[][] LABELS = Arrays.stream(NAMES)
            .map(name -> (",\"" + name.wireName() + "\":").getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
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
        EnumMap<EnvelopeMember, byte[]> members = new EnumMap<>(EnvelopeMember.class);
        envelope.fields()
                .forEachRemaining(field -> members.put(EnvelopeMember.of(field.getKey()), Jcs.write(field.getValue())));
        return of(members);
    }

    /** The same of members of which each is already canonical; those that are left out are added to the map. */
    public static EventTemplate of(EnumMap<EnvelopeMember, byte[]> members) {
        members.put(EnvelopeMember.CHECKSUM, checksum(members.get(EnvelopeMember.PAYLOAD)));
        members.put(EnvelopeMember.INGESTION_TIME, NO_TIME);
        members.put(EnvelopeMember.PREV_HASH, NO_HASH);
        members.put(EnvelopeMember.SEQUENCE_NUMBER, NO_NUMBER);
        byte[] out = new byte[length(members)];
        int[] holes = new int[LABELS.length];
        int size = 0;
        for (int i = 0; i < LABELS.length; i++) {
            byte[] value = members.get(NAMES[i]);
            if (value != null) {
                System.arraycopy(LABELS[i], 0, out, size, LABELS[i].length);
                size += LABELS[i].length;
                holes[i] = size;
                System.arraycopy(value, 0, out, size, value.length);
                size += value.length;
            }
        }
        out[0] = '{';
        out[size] = '}';
        return new EventTemplate(
                out,
                holes[EnvelopeMember.INGESTION_TIME.ordinal()] + 1,
                holes[EnvelopeMember.PREV_HASH.ordinal()] + 1,
                holes[EnvelopeMember.SEQUENCE_NUMBER.ordinal()]);
    }

    private static int length(EnumMap<EnvelopeMember, byte[]> members) {
        int length = 1;
        for (int i = 0; i < LABELS.length; i++) {
            byte[] value = members.get(NAMES[i]);
            length += value == null ? 0 : LABELS[i].length + value.length;
        }
        return length;
    }

    private static byte[] checksum(byte[] canonicalPayload) {
        byte[] checksum = CHECKSUM.clone();
        Sha256.of(canonicalPayload).hexTo(checksum, checksum.length - 2 - 2 * Hash.LENGTH);
        return checksum;
    }

    /** What an event lacks until it has its place: {@code ingestionTime} is cut to microseconds. */
    public record Place(Instant ingestionTime, Hash prevHash, long sequenceNumber) {}

    /** The event's canonical bytes, to be written once. */
    public EventEntry.EventBytes at(Place place) {
        return new Filled(place, Long.toString(place.sequenceNumber()).getBytes(StandardCharsets.US_ASCII));
    }

    /** The event's canonical bytes. */
    public byte[] fill(Place place) {
        EventEntry.EventBytes event = at(place);
        byte[] filled = new byte[event.length()];
        event.writeTo(filled, 0);
        return filled;
    }

    private final class Filled implements EventEntry.EventBytes {

        private final Place place;
        private final byte[] number;

        private Filled(Place place, byte[] number) {
            this.place = place;
            this.number = number;
        }

        @Override
        public int length() {
            return bytes.length + number.length;
        }

        @Override
        public void writeTo(byte[] target, int offset) {
            System.arraycopy(bytes, 0, target, offset, numberAt);
            System.arraycopy(number, 0, target, offset + numberAt, number.length);
            int behind = offset + numberAt + number.length;
            System.arraycopy(bytes, numberAt, target, behind, bytes.length - numberAt);
            PlainTime.writeMicros(place.ingestionTime(), target, offset + timeAt);
            place.prevHash().hexTo(target, offset + hashAt);
        }
    }

    /** The most bytes that a filled event has. */
    public int maxLength() {
        return bytes.length + MAX_DIGITS;
    }
}

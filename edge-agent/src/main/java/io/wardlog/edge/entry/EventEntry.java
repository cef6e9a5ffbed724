package io.wardlog.edge.entry;

import io.wardlog.batch.BatchBody;
import io.wardlog.chain.EventHash;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.hash.Hash;
import java.util.Arrays;
import java.util.Optional;

/**
 * One event in its chain, which stands in its payload. Layout: text deviceId, i64 sequenceNumber, 32-byte event hash, i64
 * ingestion time in microseconds since 1970, i64 device sequence (-1 for none), optional {@link RepeatKey}, bytes event,
 * bytes sealed block (empty for none). Immutable.
 */
public final class EventEntry implements Entry {

    static final byte KIND = 2;

    private final About about;
    private final Hash hash;
    private final byte[] payload;
    private final int eventAt;
    private final int eventLength;

    /**
     * What is known of an event beside its bytes.
     *
     * @param deviceId whose chain it is
     * @param ingestionMicros the event's {@code ingestionTime}
     * @param deviceSequence the device's own counter, -1 when it gave none
     * @param repeatKey what a repeat of the message is known by, absent when the device gave no id
     */
    public record About(
            String deviceId,
            long sequenceNumber,
            long ingestionMicros,
            long deviceSequence,
            Optional<RepeatKey> repeatKey) {

        /** The length of a payload with this when its texts are ASCII, as nearly all are. */
        private int payloadLength(int eventLength, int sealedLength) {
            return FieldsWriter.length(deviceId)
                    + 3 * Long.BYTES
                    + Hash.LENGTH
                    + 1
                    + repeatKey.map(RepeatKey::length).orElse(0)
                    + 2 * Integer.BYTES
                    + eventLength
                    + sealedLength;
        }
    }

    /** Canonical bytes that are still to be written. */
    public interface EventBytes {

        /** How many there are. */
        int length();

        /** Writes them into {@code target} from {@code offset} on. */
        void writeTo(byte[] target, int offset);
    }

    private EventEntry(About about, Hash hash, byte[] payload, int eventAt, int eventLength) {
        this.about = about;
        this.hash = hash;
        this.payload = payload;
        this.eventAt = eventAt;
        this.eventLength = eventLength;
    }

    /** An event that is written straight into its entry, and hashed there. */
    public static EventEntry write(About about, EventBytes event, byte[] sealed) {
        return write(about, Optional.empty(), event, sealed);
    }

    /** An entry that says {@code hash} of an event, be it its own or not. */
    public static EventEntry of(About about, Hash hash, byte[] event, byte[] sealed) {
        EventBytes bytes = new EventBytes() {
            @Override
            public int length() {
                return event.length;
            }

            @Override
            public void writeTo(byte[] target, int offset) {
                System.arraycopy(event, 0, target, offset, event.length);
            }
        };
        return write(about, Optional.of(hash), bytes, sealed);
    }

    private static EventEntry write(About about, Optional<Hash> said, EventBytes event, byte[] sealed) {
        FieldsWriter out = new FieldsWriter(about.payloadLength(event.length(), sealed.length));
        out.text(about.deviceId()).i64(about.sequenceNumber());
        int hashAt = out.skip(Hash.LENGTH);
        out.i64(about.ingestionMicros()).i64(about.deviceSequence());
        out.optional(about.repeatKey(), (to, key) -> key.write(to));
        int eventAt = out.i32(event.length()).skip(event.length());
        byte[] payload = out.bytes(sealed).toBytes();
        event.writeTo(payload, eventAt);
        Hash hash = said.orElseGet(() -> EventHash.of(payload, eventAt, event.length()));
        hash.copyTo(payload, hashAt);
        return new EventEntry(about, hash, payload, eventAt, event.length());
    }

    static EventEntry read(Fields in) {
        String deviceId = in.text();
        long sequenceNumber = in.i64();
        Hash hash = in.hash();
        About about = new About(deviceId, sequenceNumber, in.i64(), in.i64(), in.optional(RepeatKey::read));
        int eventLength = in.count();
        int eventAt = in.pass(eventLength);
        in.pass(in.count());
        return new EventEntry(about, hash, in.array(), eventAt, eventLength);
    }

    /**
     * Whose event a journaled record is, without a look at the rest of it; empty for one of another kind.
     *
     * @throws EntryFormatException when it does not even say that
     */
    public static Optional<String> deviceOf(JournalEntry entry) throws EntryFormatException {
        return entry.kind() == KIND ? Optional.of(Fields.readFirst(entry.payload(), Fields::text)) : Optional.empty();
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        return payload;
    }

    /** What is known of the event beside its bytes. */
    public About about() {
        return about;
    }

    /** Whose chain it is. */
    public String deviceId() {
        return about.deviceId();
    }

    public long sequenceNumber() {
        return about.sequenceNumber();
    }

    /** The hash of the event's bytes, as it was recorded. */
    public Hash hash() {
        return hash;
    }

    /** The event's {@code ingestionTime}, in microseconds since 1970. */
    public long ingestionMicros() {
        return about.ingestionMicros();
    }

    /** The device's own counter, -1 when it gave none. */
    public long deviceSequence() {
        return about.deviceSequence();
    }

    /** What a repeat of the message is known by, absent when the device gave no id. */
    public Optional<RepeatKey> repeatKey() {
        return about.repeatKey();
    }

    /** A copy of the canonical bytes. */
    public byte[] event() {
        return Arrays.copyOfRange(payload, eventAt, eventAt + eventLength);
    }

    /** A copy of the sealed disclosures, empty when there are none. */
    public byte[] sealed() {
        return Arrays.copyOfRange(payload, sealedAt(), payload.length);
    }

    private int sealedAt() {
        return eventAt + eventLength + Integer.BYTES;
    }

    /** Adds event and sealed block to a batch. */
    public void addTo(BatchBody batch) {
        batch.add(payload, eventAt, eventLength, sealedAt(), payload.length - sealedAt());
    }
}

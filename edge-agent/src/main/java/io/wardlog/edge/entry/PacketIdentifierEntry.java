package io.wardlog.edge.entry;

import io.wardlog.hash.Hash;
import java.util.Objects;
import java.util.Optional;

/**
 * A packet identifier of an MQTT session is taken by a QoS 2 message that was received, or was released (MQTT 5 section 4.3.3). When it
 * is taken, the entry stands in the group of the message's event. Layout: text clientId, i32 packetIdentifier, optional {@link Received}.
 *
 * @param clientId the session's name
 * @param packetIdentifier 1 to 65,535
 * @param received what was received under it; absent when it was released
 */
public record PacketIdentifierEntry(String clientId, int packetIdentifier, Optional<Received> received)
        implements Entry {

    static final byte KIND = 9;

    private static final int MAX_IDENTIFIER = 0xFFFF;

    /** What an entry takes beside its client id, at most. */
    private static final int FIXED_BYTES = 192;

    /**
     * A message that was received, and how it is on record. Layout: 32-byte message digest, text eventId, i64 sequenceNumber, 32-byte event
     * hash.
     *
     * @param messageDigest what a repeat of it is known by, as in {@link RepeatKey}
     * @param eventId the id in the record
     * @param sequenceNumber its place in the device's chain
     * @param eventHash the event hash
     */
    public record Received(Hash messageDigest, String eventId, long sequenceNumber, Hash eventHash) {

        static Received read(Fields in) {
            return new Received(in.hash(), in.text(), in.i64(), in.hash());
        }

        void write(FieldsWriter out) {
            out.hash(messageDigest).text(eventId).i64(sequenceNumber).hash(eventHash);
        }
    }

    /** @throws IllegalArgumentException when the identifier is none */
    public PacketIdentifierEntry {
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(received, "received");
        if (packetIdentifier < 1 || packetIdentifier > MAX_IDENTIFIER) {
            throw new IllegalArgumentException("packet identifier " + packetIdentifier);
        }
    }

    /** At most how many bytes an entry of this client takes in the journal. */
    public static int maxBytes(String clientId) {
        return FIXED_BYTES + 3 * clientId.length();
    }

    /** The entry that stands next. */
    public static PacketIdentifierEntry read(Fields in) {
        return new PacketIdentifierEntry(in.text(), in.i32(), in.optional(Received::read));
    }

    /** Writes what {@link #read} reads. */
    public void write(FieldsWriter out) {
        out.text(clientId).i32(packetIdentifier).optional(received, (o, message) -> message.write(o));
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        FieldsWriter out = new FieldsWriter(FIXED_BYTES);
        write(out);
        return out.toBytes();
    }
}

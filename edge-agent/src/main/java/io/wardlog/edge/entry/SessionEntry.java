package io.wardlog.edge.entry;

/**
 * An MQTT client has a session, or has none any more. Layout: u8 present (0, 1), i64 microseconds since 1970 of a clock that
 * nobody sets, text clientId.
 */
public record SessionEntry(boolean present, long atMicros, String clientId) implements Entry {

    static final byte KIND = 6;

    static SessionEntry read(Fields in) {
        return new SessionEntry(in.u8() == 1, in.i64(), in.text());
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        return new FieldsWriter(64)
                .u8(present ? 1 : 0)
                .i64(atMicros)
                .text(clientId)
                .toBytes();
    }
}

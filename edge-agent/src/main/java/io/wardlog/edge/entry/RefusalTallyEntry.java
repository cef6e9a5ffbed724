package io.wardlog.edge.entry;

/**
 * How often the same refusal of the same sender came again since it was last recorded; the next
 * {@code agent.message_rejected} about it carries the count and sets it to 0. Layout: text sender, text code, i64 count.
 *
 * @param sender the device's id, or the peer's address after {@code "peer "}
 * @param code the error code
 * @param count the count as of this entry, not what it adds
 */
public record RefusalTallyEntry(String sender, String code, long count) implements Entry {

    static final byte KIND = 7;

    static RefusalTallyEntry read(Fields in) {
        return new RefusalTallyEntry(in.text(), in.text(), in.i64());
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        return new FieldsWriter(96).text(sender).text(code).i64(count).toBytes();
    }
}

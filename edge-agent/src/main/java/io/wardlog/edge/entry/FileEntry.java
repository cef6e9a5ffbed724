package io.wardlog.edge.entry;

import java.util.Optional;

/**
 * A file of the file listener is settled up to a position, or is forgotten. It stands in the group of the event, the refusal or
 * the declared gap that it belongs to. Layout: text deviceId, text key, optional {@link FilePosition}.
 *
 * @param deviceId whose file it is
 * @param key what the operating system knows the file by, whatever its name is
 * @param position how far it is settled; absent when it is gone and need not be known any more
 */
public record FileEntry(String deviceId, String key, Optional<FilePosition> position) implements Entry {

    static final byte KIND = 10;

    /** The kind of entries whose fingerprints have no key: only read. */
    static final byte PLAIN_KIND = 8;

    /** What an entry takes beside its texts, at most. */
    private static final int FIXED_BYTES = 96;

    /** The entry with this payload. */
    public static FileEntry read(Fields in) {
        return new FileEntry(in.text(), in.text(), in.optional(FilePosition::read));
    }

    /** The entry with this payload of the kind before. */
    public static FileEntry readPlain(Fields in) {
        return new FileEntry(in.text(), in.text(), in.optional(FilePosition::readPlain));
    }

    /** At most how many bytes it takes in the journal. */
    public int maxBytes() {
        int name = position.map(at -> at.name().length()).orElse(0);
        return FIXED_BYTES + 3 * (deviceId.length() + key.length() + name);
    }

    /** Writes what {@link #read} reads. */
    public void write(FieldsWriter out) {
        out.text(deviceId).text(key).optional(position, (o, at) -> at.write(o));
    }

    @Override
    public byte kind() {
        return KIND;
    }

    @Override
    public byte[] payload() {
        FieldsWriter out = new FieldsWriter(maxBytes());
        write(out);
        return out.toBytes();
    }
}

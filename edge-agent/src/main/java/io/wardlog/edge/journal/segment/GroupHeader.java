package io.wardlog.edge.journal.segment;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The head of a group. It has a checksum of its own, so that it can be trusted when the records behind it cannot.
 *
 * <p>Layout, big-endian: 8 bytes magic, u32 length of the whole group, u32 count, u64 first ordinal, u32 CRC32C of these.
 *
 * @param length bytes of the whole group, head and final checksum included
 * @param count entries in it; 0 says only that everything below {@code firstOrdinal} is durable
 * @param firstOrdinal the first entry's ordinal
 */
record GroupHeader(int length, int count, long firstOrdinal) {

    /** Begins with a byte that UTF-8 never has, so that no text in a record looks like a group. */
    static final long MAGIC = 0xFF574C4A470D0A01L;

    /** Bytes of a head. */
    static final int BYTES = 28;

    private static final int CHECKED = BYTES - Integer.BYTES;

    /** The ordinal behind the group's last entry. */
    long endOrdinal() {
        return firstOrdinal + count;
    }

    void write(ByteBuffer out) {
        int start = out.position();
        out.putLong(MAGIC).putInt(length).putInt(count).putLong(firstOrdinal);
        out.putInt(crc32c(out, start, CHECKED));
    }

    /** The head at the buffer's position, or empty when no valid one is there. Needs {@link #BYTES} bytes. */
    static Optional<GroupHeader> read(ByteBuffer in) {
        int start = in.position();
        if (in.getLong(start) != MAGIC || in.getInt(start + CHECKED) != crc32c(in, start, CHECKED)) {
            return Optional.empty();
        }
        GroupHeader header = new GroupHeader(in.getInt(start + 8), in.getInt(start + 12), in.getLong(start + 16));
        boolean possible = header.count >= 0 && header.firstOrdinal >= 0 && header.length >= BYTES + Integer.BYTES;
        return possible ? Optional.of(header) : Optional.empty();
    }

    static int crc32c(ByteBuffer bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().position(from).limit(from + length));
        return (int) crc.getValue();
    }
}

package io.wardlog.edge.journal.segment;

import io.wardlog.edge.journal.JournalEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bytes of a group: its {@linkplain GroupHeader head}, then each entry as u8 kind, u32 length, payload, then u32 CRC32C
 * of all before. Big-endian. One group is one excerpt of the queue.
 */
final class GroupCodec {

    /** Bytes of a group beside its entries. */
    static final int OVERHEAD = GroupHeader.BYTES + Integer.BYTES;

    private GroupCodec() {}

    /** Bytes that the entries take in a group. */
    static long storedBytes(List<JournalEntry> entries) {
        long sum = 0;
        for (JournalEntry entry : entries) {
            sum += entry.storedBytes();
        }
        return sum;
    }

    /**
     * Writes a group. What makes room for it is outside the heap: from there both writers copy it at once, Chronicle from the heap in pieces of eight bytes.
     *
     * @param reusable a buffer that may be written over
     * @return a buffer that holds exactly the group: the one given, or a larger one
     */
    static ByteBuffer encode(long firstOrdinal, List<JournalEntry> entries, ByteBuffer reusable) {
        int length = OVERHEAD + Math.toIntExact(storedBytes(entries));
        ByteBuffer out =
                reusable.capacity() < length ? ByteBuffer.allocateDirect(length + length / 2) : reusable.clear();
        new GroupHeader(length, entries.size(), firstOrdinal).write(out);
        for (JournalEntry entry : entries) {
            out.put(entry.kind()).putInt(entry.payload().length).put(entry.payload());
        }
        return out.putInt(GroupHeader.crc32c(out, 0, out.position())).flip();
    }

    /**
     * The entries of a group.
     *
     * @param group exactly the bytes of the group
     * @return empty when a checksum or a length is wrong
     */
    static Optional<List<JournalEntry>> decode(GroupHeader header, ByteBuffer group) {
        return hasItsChecksum(header, group) ? remains(header, group) : Optional.empty();
    }

    /** Whether {@link #decode} has the entries of these bytes, without making them. */
    static boolean isWhole(GroupHeader header, ByteBuffer group) {
        if (!hasItsChecksum(header, group)) {
            return false;
        }
        int end = header.length() - Integer.BYTES;
        int at = GroupHeader.BYTES;
        int count = 0;
        while (end - at >= JournalEntry.OVERHEAD) {
            int length = group.getInt(at + 1);
            if (length < 0 || length > end - at - JournalEntry.OVERHEAD) {
                return false;
            }
            at += JournalEntry.OVERHEAD + length;
            count++;
        }
        return at == end && count == header.count();
    }

    private static boolean hasItsChecksum(GroupHeader header, ByteBuffer group) {
        int end = header.length() - Integer.BYTES;
        return group.getInt(end) == GroupHeader.crc32c(group, 0, end);
    }

    /** The entries of a group whose checksum may be wrong; empty when a length is. For looking at, never for use. */
    static Optional<List<JournalEntry>> remains(GroupHeader header, ByteBuffer group) {
        int end = header.length() - Integer.BYTES;
        ByteBuffer in = group.duplicate().position(GroupHeader.BYTES).limit(end);
        List<JournalEntry> entries = new ArrayList<>();
        while (in.remaining() >= JournalEntry.OVERHEAD) {
            byte kind = in.get();
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                return Optional.empty();
            }
            byte[] payload = new byte[length];
            in.get(payload);
            entries.add(new JournalEntry(kind, payload));
        }
        return !in.hasRemaining() && entries.size() == header.count() ? Optional.of(entries) : Optional.empty();
    }
}

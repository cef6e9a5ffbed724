package io.wardlog.edge.journal.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.testkit.FuzzedParser;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/** A group in a journal's file, with its checksums as they are and put right: what is read is written byte for byte again. */
class GroupFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                encoded(0, JournalFixture.group(0, 3)), encoded(7, List.of()), encoded(9, JournalFixture.group(9, 1)));
    }

    private static byte[] encoded(long firstOrdinal, List<JournalEntry> entries) {
        ByteBuffer group = GroupCodec.encode(firstOrdinal, entries, ByteBuffer.allocate(0));
        byte[] bytes = new byte[group.remaining()];
        group.get(bytes);
        return bytes;
    }

    @Override
    protected void parse(byte[] input) {
        if (input.length >= GroupCodec.OVERHEAD) {
            decode(input);
            decode(putRight(input));
        }
    }

    private static byte[] putRight(byte[] input) {
        byte[] right = input.clone();
        ByteBuffer bytes = ByteBuffer.wrap(right);
        bytes.putLong(0, GroupHeader.MAGIC).putInt(8, right.length);
        bytes.putInt(GroupHeader.BYTES - 4, GroupHeader.crc32c(bytes, 0, GroupHeader.BYTES - 4));
        bytes.putInt(right.length - 4, GroupHeader.crc32c(bytes, 0, right.length - 4));
        return right;
    }

    private static void decode(byte[] bytes) {
        GroupHeader.read(ByteBuffer.wrap(bytes))
                .filter(header -> header.length() == bytes.length)
                .ifPresent(header -> {
                    GroupCodec.remains(header, ByteBuffer.wrap(bytes));
                    var decoded = GroupCodec.decode(header, ByteBuffer.wrap(bytes));
                    assertThat(GroupCodec.isWhole(header, ByteBuffer.wrap(bytes)))
                            .isEqualTo(decoded.isPresent());
                    decoded.ifPresent(entries ->
                            assertThat(encoded(header.firstOrdinal(), entries)).isEqualTo(bytes));
                });
    }
}

package io.wardlog.edge.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.edge.entry.PacketIdentifierEntry.Received;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The bytes of a packet identifier in the journal. */
class PacketIdentifierEntryTest {

    private static final String CLIENT = "pump-1/client";

    private static Hash hash(String of) {
        return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
    }

    private static Entry read(byte[] payload) throws EntryFormatException {
        return Entry.read(new JournalEntry(PacketIdentifierEntry.KIND, payload));
    }

    @Test
    void itsBytesNeverChange() throws Exception {
        PacketIdentifierEntry released = new PacketIdentifierEntry("p/c", 0x1234, Optional.empty());
        assertThat(HexFormat.of().formatHex(released.payload())).isEqualTo("0003702f630000123400");
        assertThat(released.toJournal().kind()).isEqualTo((byte) 9);
        Received message = new Received(hash("a"), "id", 7, hash("b"));
        PacketIdentifierEntry taken = new PacketIdentifierEntry("p/c", 1, Optional.of(message));
        assertThat(HexFormat.of().formatHex(taken.payload()))
                .isEqualTo("0003702f630000000101" + hash("a").hex() + "00026964" + "0000000000000007"
                        + hash("b").hex());
    }

    @Property(tries = 200)
    void whatIsWrittenIsRead(
            @ForAll("clients") String client,
            @ForAll @IntRange(min = 1, max = 65_535) int identifier,
            @ForAll @LongRange(min = 1) long sequenceNumber,
            @ForAll boolean released)
            throws Exception {
        Received message = new Received(hash(client), "id-" + identifier, sequenceNumber, hash("event"));
        PacketIdentifierEntry entry =
                new PacketIdentifierEntry(client, identifier, released ? Optional.empty() : Optional.of(message));
        assertThat(read(entry.payload())).isEqualTo(entry);
        assertThat(entry.toJournal().storedBytes()).isLessThanOrEqualTo(PacketIdentifierEntry.maxBytes(client));
    }

    @Provide
    Arbitrary<String> clients() {
        return Arbitraries.strings()
                .ofMaxLength(256)
                .filter(text -> text.equals(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
    }

    /** Whatever the disk holds is an entry or is refused as none. */
    @Property(tries = 500)
    void anyBytesAreAnEntryOrAreRefused(
            @ForAll byte[] bytes, @ForAll @IntRange(max = 200) int at, @ForAll byte changed) {
        Received message = new Received(hash("a"), "id", 7, hash("b"));
        byte[] entry = new PacketIdentifierEntry(CLIENT, 5, Optional.of(message)).payload();
        byte[] other = entry.clone();
        other[at % other.length] = changed;
        for (byte[] payload : new byte[][] {bytes, other, Arrays.copyOf(entry, at % entry.length)}) {
            try {
                assertThat(read(payload)).isInstanceOf(PacketIdentifierEntry.class);
            } catch (EntryFormatException refused) {
                assertThat(refused).hasMessageMatching("(wrong layout near byte|\\d+ bytes too many).*");
            }
        }
    }

    @Test
    void anIdentifierThatIsNoneIsRefused() {
        for (String none : new String[] {"00000000", "00010000", "ffffffff"}) {
            byte[] payload = HexFormat.of().parseHex("0003702f63" + none + "00");
            assertThatThrownBy(() -> read(payload)).isInstanceOf(EntryFormatException.class);
        }
    }
}

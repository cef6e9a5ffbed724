package io.wardlog.edge.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The bytes of a file's position in the journal. */
class FileEntryTest {

    private static final Hash FINGERPRINT = Sha256.of("file".getBytes(StandardCharsets.UTF_8));
    private static final String PLAIN =
            "0001610001620100016e" + "0000000000000007" + "0000000000000009" + FINGERPRINT.hex();

    private static Entry read(byte kind, byte[] payload) throws EntryFormatException {
        return Entry.read(new JournalEntry(kind, payload));
    }

    private static FileEntry entry(boolean keyed) {
        return new FileEntry("a", "b", Optional.of(new FilePosition("n", 7, 9, FINGERPRINT, keyed)));
    }

    @Test
    void itsBytesNeverChange() {
        assertThat(entry(true).toJournal().kind()).isEqualTo((byte) 10);
        assertThat(HexFormat.of().formatHex(entry(true).payload())).isEqualTo(PLAIN + "01");
        assertThat(HexFormat.of().formatHex(entry(false).payload())).isEqualTo(PLAIN + "00");
        assertThat(HexFormat.of().formatHex(new FileEntry("a", "b", Optional.empty()).payload()))
                .isEqualTo("00016100016200");
    }

    /** Kind 8, in which no fingerprint had a key. */
    @Test
    void whatAnEarlierAgentWroteIsRead() throws Exception {
        assertThat(read((byte) 8, HexFormat.of().parseHex(PLAIN))).isEqualTo(entry(false));
        assertThat(read((byte) 8, HexFormat.of().parseHex("00016100016200")))
                .isEqualTo(new FileEntry("a", "b", Optional.empty()));
        assertThatThrownBy(() -> read((byte) 8, HexFormat.of().parseHex(PLAIN + "01")))
                .isInstanceOf(EntryFormatException.class);
        assertThatThrownBy(() -> read((byte) 10, HexFormat.of().parseHex(PLAIN)))
                .isInstanceOf(EntryFormatException.class);
        assertThatThrownBy(() -> read((byte) 10, HexFormat.of().parseHex(PLAIN + "02")))
                .isInstanceOf(EntryFormatException.class);
    }

    @Property(tries = 100)
    void whatIsWrittenIsRead(
            @ForAll @AlphaChars String text, @ForAll @LongRange(min = 0) long offset, @ForAll boolean keyed)
            throws Exception {
        FilePosition position = new FilePosition(text, offset, offset / 2, FINGERPRINT, keyed);
        FileEntry entry = new FileEntry(text, text, Optional.of(position));
        assertThat(read(FileEntry.KIND, entry.payload())).isEqualTo(entry);
        assertThat(entry.payload().length).isLessThanOrEqualTo(entry.maxBytes());
    }

    /** Whatever the disk holds is an entry or is refused as none. */
    @Property(tries = 300)
    void anyBytesAreAnEntryOrAreRefused(
            @ForAll byte[] bytes, @ForAll @IntRange(max = 200) int at, @ForAll byte changed, @ForAll boolean plain) {
        byte[] entry = entry(true).payload();
        byte[] other = entry.clone();
        other[at % other.length] = changed;
        for (byte[] payload : new byte[][] {bytes, other, Arrays.copyOf(entry, at % entry.length)}) {
            try {
                assertThat(read(plain ? FileEntry.PLAIN_KIND : FileEntry.KIND, payload))
                        .isInstanceOf(FileEntry.class);
            } catch (EntryFormatException refused) {
                assertThat(refused).hasMessageMatching("(wrong layout near byte|\\d+ bytes too many).*");
            }
        }
    }
}

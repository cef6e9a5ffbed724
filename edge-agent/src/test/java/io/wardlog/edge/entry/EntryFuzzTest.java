package io.wardlog.edge.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.testkit.FuzzedParser;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;

/** The entries of a journal, kind first: what is read can be written, and is read again as the same. */
class EntryFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() {
        return SomeEntries.all().map(EntryFuzzTest::bytes);
    }

    private static byte[] bytes(Entry entry) {
        byte[] payload = entry.payload();
        return ByteBuffer.allocate(1 + payload.length)
                .put(entry.kind())
                .put(payload)
                .array();
    }

    @Override
    protected void parse(byte[] input) {
        if (input.length == 0) {
            return;
        }
        try {
            Entry entry = Entry.read(new JournalEntry(input[0], Arrays.copyOfRange(input, 1, input.length)));
            if (entry instanceof EventEntry event) {
                event.repeatKey()
                        .ifPresent(key -> assertThat(UUID.fromString(key.eventId()))
                                .isNotNull()); // the repeats of a device hold its bits
                Entry written = EventEntry.of(event.about(), event.hash(), event.event(), event.sealed());
                EventEntry same = (EventEntry) Entry.read(written.toJournal());
                assertThat(same.about()).isEqualTo(event.about());
                assertThat(same.event()).isEqualTo(event.event());
                assertThat(same.sealed()).isEqualTo(event.sealed());
            }
            byte[] again = bytes(entry);
            assertThat(bytes(Entry.read(new JournalEntry(again[0], entry.payload()))))
                    .isEqualTo(again);
        } catch (EntryFormatException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}

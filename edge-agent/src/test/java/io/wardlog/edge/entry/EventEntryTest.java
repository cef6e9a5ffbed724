package io.wardlog.edge.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.edge.journal.JournalEntry;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventEntryTest {

    @Test
    void onlyAnEventSaysWhoseItIs() {
        assertThat(SomeEntries.all().map(Entry::toJournal))
                .allSatisfy(entry -> assertThat(EventEntry.deviceOf(entry))
                        .isEqualTo(
                                Entry.read(entry) instanceof EventEntry event
                                        ? Optional.of(event.deviceId())
                                        : Optional.empty()));
    }

    @Test
    void oneThatDoesNotEvenSayThatIsUnreadable() {
        JournalEntry cut = new JournalEntry(EventEntry.KIND, new byte[] {0, 6, 'p', 'u'});

        assertThatThrownBy(() -> EventEntry.deviceOf(cut)).isInstanceOf(EntryFormatException.class);
    }
}

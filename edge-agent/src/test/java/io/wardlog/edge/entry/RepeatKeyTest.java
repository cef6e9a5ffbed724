package io.wardlog.edge.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.hash.Sha256;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RepeatKeyTest {

    private static EventEntry event(String eventId) {
        RepeatKey key = new RepeatKey("given", Sha256.of(), eventId);
        return EventEntry.of(
                new EventEntry.About("pump-1", 1, 4, -1, Optional.of(key)),
                Sha256.of(),
                new byte[] {'{', '}'},
                new byte[0]);
    }

    @Test
    void anIdInTheRecordThatIsNoneMakesTheEntryUnreadable() throws Exception {
        EventEntry sound = event("01938a6e-3c01-7000-8000-000000000001");
        assertThat(((EventEntry) Entry.read(sound.toJournal())).repeatKey()).isEqualTo(sound.repeatKey());
        for (String wrong : List.of("", "given", "01938a6e-3c01-7000-8000-00000000000g", "1-1-1-1-1")) {
            assertThatThrownBy(() -> Entry.read(event(wrong).toJournal()))
                    .as(wrong)
                    .isInstanceOf(EntryFormatException.class);
        }
    }
}

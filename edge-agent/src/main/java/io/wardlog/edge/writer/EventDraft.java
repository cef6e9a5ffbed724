package io.wardlog.edge.writer;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.RepeatKey;
import java.util.Optional;

/**
 * An event that lacks only its place in the chain.
 *
 * @param deviceId whose chain it goes into
 * @param epoch the epoch that its bytes name
 * @param eventId its id
 * @param template its canonical bytes with holes
 * @param sealed the sealed disclosures, empty when there are none
 * @param deviceSequence the device's own counter, -1 when it gave none
 * @param repeatKey what a repeat is known by, absent when the device gave no id
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record EventDraft(
        String deviceId,
        String epoch,
        String eventId,
        EventTemplate template,
        byte[] sealed,
        long deviceSequence,
        Optional<RepeatKey> repeatKey) {

    /** What an {@link EventEntry} has beside event and sealed block, at most. */
    private static final int ENTRY_OVERHEAD = 1_024;

    /** At most how many bytes the entry takes. */
    public int maxBytes() {
        return template.maxLength() + sealed.length + ENTRY_OVERHEAD;
    }
}

package io.wardlog.edge.entry;

import io.wardlog.edge.journal.JournalEntry;
import java.util.function.Function;

/**
 * One journaled fact. The kinds and layouts are part of the agent's on-disk format: a kind's number and layout never
 * change; a new layout is a new kind. All integers are big-endian.
 */
public sealed interface Entry
        permits EpochEntry,
                EventEntry,
                BatchEntry,
                ReceiptEntry,
                ConfirmedEntry,
                SessionEntry,
                RefusalTallyEntry,
                FileEntry,
                PacketIdentifierEntry {

    /** The number that the journal keeps beside the payload. */
    byte kind();

    /** The payload's bytes, as documented at the kind. */
    byte[] payload();

    /** This fact as the journal takes it. */
    default JournalEntry toJournal() {
        return new JournalEntry(kind(), payload());
    }

    /**
     * Reads a journaled record.
     *
     * @throws EntryFormatException when the kind is unknown or the payload has not its layout
     */
    static Entry read(JournalEntry entry) throws EntryFormatException {
        Function<Fields, Entry> reader;
        switch (entry.kind()) {
            case EpochEntry.KIND:
                reader = EpochEntry::read;
                break;
            case EventEntry.KIND:
                reader = EventEntry::read;
                break;
            case BatchEntry.KIND:
                reader = BatchEntry::read;
                break;
            case ReceiptEntry.KIND:
                reader = ReceiptEntry::read;
                break;
            case ConfirmedEntry.KIND:
                reader = ConfirmedEntry::read;
                break;
            case SessionEntry.KIND:
                reader = SessionEntry::read;
                break;
            case RefusalTallyEntry.KIND:
                reader = RefusalTallyEntry::read;
                break;
            case FileEntry.KIND:
                reader = FileEntry::read;
                break;
            case FileEntry.PLAIN_KIND:
                reader = FileEntry::readPlain;
                break;
            case PacketIdentifierEntry.KIND:
                reader = PacketIdentifierEntry::read;
                break;
            default:
                throw new EntryFormatException("kind " + entry.kind() + " is not known to this version");
        }
        return Fields.readAll(entry.payload(), reader);
    }
}

package io.wardlog.edge.entry;

import io.wardlog.batch.BatchLink;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.util.Optional;
import java.util.stream.Stream;

/** One entry of each kind, in an order in which a journal may hold them. */
public final class SomeEntries {

    private static final Hash HASH = Sha256.of(new byte[] {1});
    private static final BatchLink LINK = new BatchLink("01980000-0000-7000-8000-000000000001", 1, HASH);
    private static final byte[] JSON = {'{', '}'};
    private static final String CLIENT = "pump-1/client";

    private SomeEntries() {}

    public static Stream<Entry> all() {
        return Stream.of(
                new EpochEntry(LINK.epoch(), Optional.of(LINK)),
                EventEntry.of(
                        new EventEntry.About(
                                "pump-1",
                                1,
                                4,
                                -1,
                                Optional.of(new RepeatKey("a", HASH, "01938a6e-3c01-7000-8000-000000000001"))),
                        HASH,
                        JSON,
                        new byte[9]),
                new BatchEntry(LINK, 1, 0, 2, JSON, new byte[64]),
                new ReceiptEntry(LINK, JSON),
                new ConfirmedEntry(LINK, 8),
                new SessionEntry(true, 9, CLIENT),
                new RefusalTallyEntry("10.0.0.1", "malformed_json", 7),
                new FileEntry("pump-1", "key", Optional.of(new FilePosition("name", 7, 9, HASH, true))),
                new PacketIdentifierEntry(
                        CLIENT, 5, Optional.of(new PacketIdentifierEntry.Received(HASH, "id", 7, HASH))));
    }
}

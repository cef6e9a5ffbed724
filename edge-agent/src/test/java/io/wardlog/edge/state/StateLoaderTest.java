package io.wardlog.edge.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.BatchLink;
import io.wardlog.chain.EventHash;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.FileEntry;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.entry.PacketIdentifierEntry;
import io.wardlog.edge.entry.PacketIdentifierEntry.Received;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.entry.RefusalTallyEntry;
import io.wardlog.edge.entry.RepeatKey;
import io.wardlog.edge.entry.SessionEntry;
import io.wardlog.edge.journal.CorruptJournalException;
import io.wardlog.edge.journal.Corruption;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.JournalReader;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.Place;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.Snapshot;
import io.wardlog.edge.journal.SnapshotStore.Reading;
import io.wardlog.edge.state.LoadedState.Reason;
import io.wardlog.edge.writer.EventDraft;
import io.wardlog.edge.writer.EventTemplate;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.SchemaRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** What a start makes of what is on disk; snapshot and entries always give the state that there was. */
class StateLoaderTest {

    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");
    private static final String EPOCH = "019ab000-0000-7000-8000-000000000001";
    private static final long HOUR = 3_600_000_000L;

    private final List<Entry> entries = new ArrayList<>();
    private final AgentState live = new AgentState(AGENT);

    @Test
    void anEmptyDiskIsAFirstStart() throws Exception {
        LoadedState loaded = load(new Reading.Empty(), 0);
        assertThat(loaded.reason()).isEqualTo(Reason.FIRST_START);
        assertThat(loaded.state().epoch()).isEmpty();
        assertThat(loaded.previous()).isEmpty();
    }

    @Test
    void aWholeJournalGoesOnWithOrWithoutASnapshot() throws Exception {
        history(new Random(1), 200);
        assertContinues(load(new Reading.Empty(), 0));
        for (int at : new int[] {1, 50, 199, entries.size()}) {
            assertContinues(load(
                    new Reading.Valid(new Snapshot(at, whole(stateAt(at).toSnapshot()))), 0));
            assertContinues(load(
                    new Reading.Valid(new Snapshot(at, whole(stateAt(at).toSnapshot()))), at));
        }
    }

    @Test
    void withoutSnapshotAndPrefixTheStateIsLostButNotWhatWaitsForTheCollector() throws Exception {
        history(new Random(2), 200);
        assertLost(load(new Reading.Empty(), 60), Reason.STATE_LOST);
        assertLost(load(new Reading.Corrupt("CRC32C does not match"), 60), Reason.STATE_LOST);
    }

    @Test
    void aSnapshotThatFitsNoJournalOrNoVersionIsNotBelievedAndTheWholeJournalIsEnough() throws Exception {
        history(new Random(3), 200);
        byte[] whole = whole(stateAt(100).toSnapshot());
        assertLost(load(new Reading.Valid(new Snapshot(10, whole(stateAt(10).toSnapshot()))), 60), Reason.STATE_LOST);
        assertLost(load(new Reading.Valid(new Snapshot(5_000, whole)), 0), Reason.STATE_LOST);
        byte[] newer = whole.clone();
        newer[0] = 99;
        byte[] shorter = Arrays.copyOf(whole, 40);
        for (byte[] unreadable : List.of(newer, shorter)) {
            assertLost(load(new Reading.Valid(new Snapshot(100, unreadable)), 60), Reason.STATE_LOST);
            assertContinues(load(new Reading.Valid(new Snapshot(100, unreadable)), 0));
        }
    }

    @Test
    void aCorruptSnapshotWithTheWholeJournalCostsNothing() throws Exception {
        history(new Random(4), 200);
        assertContinues(load(new Reading.Corrupt("not a snapshot file"), 0));
    }

    @Test
    void aHoleInTheJournalBeginsANewEpochAndDropsOnlyTheBatchesInIt() throws Exception {
        history(new Random(5), 300);
        List<SentBatch> waiting = live.batches().unconfirmed();
        SentBatch hit = waiting.stream()
                .filter(batch -> eventIn(batch) >= 0)
                .reduce((one, later) -> later)
                .orElseThrow();
        Corruption hole = hole(eventIn(hit), eventIn(hit));
        LoadedState loaded = new StateLoader(AGENT, new DamagedJournal(0, List.of(hole))).load(new Reading.Empty());
        assertThat(loaded.reason()).isEqualTo(Reason.JOURNAL_CORRUPT);
        assertThat(loaded.state().epoch()).isEmpty();
        assertThat(loaded.previous())
                .contains(live.batches().cursor().orElseThrow().last());
        List<SentBatch> left = new ArrayList<>(waiting);
        left.remove(hit);
        assertThat(loaded.state().batches().unconfirmed()).isEqualTo(left);
    }

    /** Its chains began behind the hole, and nothing of them is missing. */
    @Test
    void anEpochThatBeganBehindEveryHoleGoesOn() throws Exception {
        history(new Random(5), 100);
        long lost = entries.size() - 2L;
        int behind = beginNext();
        for (Reading snapshot : List.of(
                new Reading.Empty(),
                new Reading.Valid(new Snapshot(50, whole(stateAt(50).toSnapshot()))))) {
            LoadedState loaded =
                    new StateLoader(AGENT, new DamagedJournal(0, List.of(hole(lost, lost)))).load(snapshot);
            assertThat(loaded.reason()).isEqualTo(Reason.JOURNAL_CORRUPT);
            assertThat(loaded.previous()).isEmpty();
            assertThat(loaded.state().epoch()).isEqualTo(live.epoch()).isPresent();
            assertThat(loaded.state().heads()).isEqualTo(live.heads()).isNotEmpty();
            assertThat(loaded.state().batches().cursor())
                    .isEqualTo(live.batches().cursor());
            assertThat(loaded.state().sessions().packetIdentifiers("client-1"))
                    .isEqualTo(live.sessions().packetIdentifiers("client-1"));
        }
        for (long touched : new long[] {behind, behind + 1L, entries.size() - 1L}) {
            LoadedState loaded = loadedWithHoles(hole(lost, lost), hole(touched, touched));
            assertThat(loaded.state().epoch()).as("hole at %s", touched).isEmpty();
            assertThat(loaded.state().heads()).isEmpty();
        }
    }

    /** Then the end of the journal may be missing as well: a chain that goes on could be one that the collector knows the rest of. */
    @Test
    void noEpochGoesOnBehindAHoleWhenTheStateIsLostAsWell() throws Exception {
        history(new Random(5), 100);
        long lost = entries.size() - 2L;
        beginNext();
        Snapshot later = new Snapshot(5_000, whole(live.toSnapshot()));
        List<Corruption> holes = List.of(hole(lost, lost));
        for (LoadedState loaded : List.of(
                new StateLoader(AGENT, new DamagedJournal(60, holes)).load(new Reading.Empty()),
                new StateLoader(AGENT, new DamagedJournal(0, holes)).load(new Reading.Valid(later)))) {
            assertThat(loaded.state().epoch()).isEmpty();
            assertThat(loaded.state().heads()).isEmpty();
            assertThat(loaded.previous())
                    .contains(live.batches().cursor().orElseThrow().last());
        }
    }

    /** A next epoch with an event, a batch and another event; says where it begins. */
    private int beginNext() {
        int begins = entries.size();
        BatchLink last = live.batches().cursor().orElseThrow().last();
        String next = "019ab000-0000-7000-8000-000000000002";
        add(new EpochEntry(next, Optional.of(last)));
        add(packetIdentifier("client-1", 1));
        add(event("pump-1", 1, 1));
        add(new BatchEntry(
                new BatchLink(next, 1, hash("batch")), 1, begins, begins + 3, new byte[] {1}, new byte[] {2}));
        add(event("pump-1", 2, 1));
        return begins;
    }

    @Test
    void withAHoleTheSnapshotStillKnowsSessionsAndRepeats() throws Exception {
        history(new Random(7), 200);
        int at = 150;
        Snapshot snapshot = new Snapshot(at, whole(stateAt(at).toSnapshot()));
        Corruption hole = hole(at + 10L, at + 12L);
        LoadedState loaded =
                new StateLoader(AGENT, new DamagedJournal(100, List.of(hole))).load(new Reading.Valid(snapshot));
        assertThat(loaded.reason()).isEqualTo(Reason.JOURNAL_CORRUPT);
        assertThat(loaded.state().epoch()).isEmpty();
        assertThat(loaded.state().heads()).isEmpty();
        int known = stateAt(at).repeats().size();
        assertThat(known).isPositive();
        assertThat(loaded.state().repeats().size()).isGreaterThanOrEqualTo(known);
        for (int client = 0; client < 4; client++) {
            String id = "client-" + client;
            boolean changed = entries.subList(at, entries.size()).stream()
                    .anyMatch(entry -> entry instanceof SessionEntry session
                            && session.clientId().equals(id));
            if (!changed) {
                assertThat(loaded.state().sessions().present(id))
                        .isEqualTo(stateAt(at).sessions().present(id));
            }
        }
    }

    @Test
    void whatLiesBeforeAHoleBehindTheLastBatchIsSealed() throws Exception {
        history(new Random(6), 100);
        SealCursor before = live.batches().cursor().orElseThrow();
        long lost = entries.size() + 1L;
        for (int i = 0; i < 3; i++) {
            add(event("pump-1", live.chain("pump-1").head().sequenceNumber() + 1, 1));
        }
        assertThat(loadedWithHole(lost).state().batches().cursor()).contains(before);
    }

    /** Nobody knows where it ended: not before its entry, if something came in between. */
    @Test
    void whatMayBeInABatchThatTheHoleHasAndTheCollectorIsSealedAgainBehindIt() throws Exception {
        history(new Random(6), 100);
        long behind = live.batches().cursor().orElseThrow().nextOrdinal();
        add(event("pump-1", live.chain("pump-1").head().sequenceNumber() + 1, 1));
        long lost = entries.size();
        seal();
        BatchLink witnessed = live.batches().cursor().orElseThrow().last();
        add(new ReceiptEntry(witnessed, new byte[] {3}));
        SealCursor cursor = loadedWithHole(lost).state().batches().cursor().orElseThrow();
        assertThat(cursor.last()).isEqualTo(witnessed);
        assertThat(cursor.nextOrdinal()).isEqualTo(behind);
    }

    @Test
    void whatCameAfterALostBatchIsSealedWhateverHolesFollow() throws Exception {
        history(new Random(6), 100);
        long lost = entries.size();
        seal();
        BatchLink witnessed = live.batches().cursor().orElseThrow().last();
        add(new ReceiptEntry(witnessed, new byte[] {3}));
        for (int i = 0; i < 5; i++) {
            add(event("pump-1", live.chain("pump-1").head().sequenceNumber() + 1, 1));
        }
        long second = entries.size();
        add(new RefusalTallyEntry("pump-1", "malformed_json", 1));
        LoadedState loaded = loadedWithHoles(hole(lost, lost), hole(second, second));
        assertThat(loaded.state().batches().cursor().orElseThrow().nextOrdinal())
                .isLessThanOrEqualTo(lost);
        assertThat(loaded.previous()).contains(witnessed);
    }

    @Test
    void aReceiptForABatchThatIsHereIsNoSignOfALostOne() throws Exception {
        String before = "019ab000-0000-7000-8000-00000000000f"; // of a clock that was set back since
        add(new EpochEntry(before, Optional.empty()));
        BatchLink late = new BatchLink(before, 1, hash("late"));
        add(new BatchEntry(late, 0, 0, 1, new byte[] {1}, new byte[] {2}));
        add(new EpochEntry(EPOCH, Optional.of(late)));
        seal();
        SealCursor cursor = live.batches().cursor().orElseThrow();
        add(event("pump-1", 1, 1));
        add(new RefusalTallyEntry("pump-1", "malformed_json", 1));
        add(new ReceiptEntry(late, new byte[] {3}));
        assertThat(loadedWithHole(entries.size() - 2L).state().batches().cursor())
                .contains(cursor);
    }

    @Test
    void whereALaterBatchMayBeLostIsKnownByTheLastOneByTheSnapshotAndByAWholeJournal() throws Exception {
        history(new Random(6), 100);
        long behindLast = entries.size();
        add(event("pump-1", live.chain("pump-1").head().sequenceNumber() + 1, 1));
        long taken = entries.size();
        Snapshot snapshot = new Snapshot(taken, whole(live.toSnapshot()));
        add(event("pump-1", live.chain("pump-1").head().sequenceNumber() + 1, 1));
        add(event("pump-1", live.chain("pump-1").head().sequenceNumber() + 1, 1));
        assertThat(loadedWithHole(taken).state().batches().knownBelow()).isEqualTo(behindLast);
        assertThat(new StateLoader(AGENT, new DamagedJournal(0, List.of(hole(taken, taken))))
                        .load(new Reading.Valid(snapshot))
                        .state()
                        .batches()
                        .knownBelow())
                .isEqualTo(taken);
        assertThat(load(new Reading.Valid(snapshot), 0).state().batches().knownBelow())
                .isEqualTo(entries.size());
    }

    /** Batches that the first start could not read are lost to the next one as well. */
    @Test
    void aSnapshotBehindDamageDoesNotTellWhichBatchesTheEpochBeforeHad() throws Exception {
        history(new Random(6), 100);
        long behindLast = entries.size();
        add(event("pump-1", live.chain("pump-1").head().sequenceNumber() + 1, 1));
        seal();
        AgentState salvaged = loadedWithHoles(hole(behindLast, behindLast + 1)).state();
        EpochEntry next = new EpochEntry("019ab000-0000-7000-8000-000000000002", Optional.empty());
        salvaged.apply(entries.size(), next);
        add(next);
        AgentState read = read(whole(salvaged.toSnapshot()));
        assertThat(read.batches().knownBelow()).isLessThanOrEqualTo(behindLast);
    }

    @Test
    void aLostBatchOfAnEpochWhoseBeginningIsLostIsKnownByItsReceipt() throws Exception {
        history(new Random(6), 100);
        add(event("pump-1", live.chain("pump-1").head().sequenceNumber() + 1, 1));
        long lost = entries.size();
        String next = "019ab000-0000-7000-8000-000000000002";
        add(new EpochEntry(
                next, Optional.of(live.batches().cursor().orElseThrow().last())));
        BatchLink witnessed = new BatchLink(next, 1, hash("batch"));
        add(new BatchEntry(witnessed, 0, lost, lost, new byte[] {1}, new byte[] {2}));
        add(new ReceiptEntry(witnessed, new byte[] {3}));
        LoadedState loaded = loadedWithHoles(hole(lost, lost + 1));
        SealCursor cursor = loaded.state().batches().cursor().orElseThrow();
        assertThat(cursor.last()).isEqualTo(witnessed);
        assertThat(cursor.nextOrdinal()).isEqualTo(lost);
    }

    /** The snapshot does not say where its epoch began: behind what was sealed before, as far as anyone knows. */
    @Test
    void whatALostBatchLeftOfAnEpochThatBeganBeforeTheSnapshotIsSealed() throws Exception {
        history(new Random(6), 100);
        long behind = live.batches().cursor().orElseThrow().nextOrdinal();
        String next = "019ab000-0000-7000-8000-000000000002";
        long begun = entries.size();
        add(new EpochEntry(
                next, Optional.of(live.batches().cursor().orElseThrow().last())));
        add(event("pump-1", 1, 1));
        long end = entries.size();
        add(event("pump-1", 2, 1));
        Snapshot snapshot = new Snapshot(entries.size(), whole(live.toSnapshot()));
        long lost = entries.size();
        BatchLink witnessed = new BatchLink(next, 1, hash("batch"));
        add(new BatchEntry(witnessed, 1, begun, end, new byte[] {1}, new byte[] {2}));
        add(new ReceiptEntry(witnessed, new byte[] {3}));
        LoadedState loaded = new StateLoader(AGENT, new DamagedJournal(0, List.of(hole(lost, lost))))
                .load(new Reading.Valid(snapshot));
        SealCursor cursor = loaded.state().batches().cursor().orElseThrow();
        assertThat(cursor.last()).isEqualTo(witnessed);
        assertThat(cursor.nextOrdinal()).isEqualTo(behind);
    }

    @Test
    void whatIsLostBeforeTheFirstEventThatIsLeftMayHaveBeenBatches() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        seal();
        add(clockStepped(1));
        SealCursor cursor =
                loadedWithHoles(hole(0, 1)).state().batches().cursor().orElseThrow();
        assertThat(cursor.last().epoch()).isEqualTo(EPOCH);
        assertThat(cursor.nextOrdinal()).isZero();
    }

    @Test
    void whatIsPrunedBeforeTheFirstEventThatIsLeftMayHaveBeenBatchesToo() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        seal();
        add(clockStepped(1));
        BatchLog batches =
                load(new Reading.Corrupt("CRC32C does not match"), 2).state().batches();
        assertThat(batches.cursor().orElseThrow().nextOrdinal()).isEqualTo(2);
        assertThat(batches.knownBelow()).isZero();
    }

    @Test
    void whatLiesBeforeAHoleIsSealedAlsoWhenNothingEverWas() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        for (int i = 1; i <= 4; i++) {
            add(event("pump-1", i, 1));
        }
        LoadedState loaded = loadedWithHole(3);
        assertThat(loaded.reason()).isEqualTo(Reason.JOURNAL_CORRUPT);
        assertThat(loaded.state().batches().cursor())
                .isEqualTo(stateAt(1).batches().cursor());
    }

    private LoadedState loadedWithHole(long at) throws Exception {
        return loadedWithHoles(hole(at, at));
    }

    private LoadedState loadedWithHoles(Corruption... holes) throws Exception {
        return new StateLoader(AGENT, new DamagedJournal(0, List.of(holes))).load(new Reading.Empty());
    }

    private AgentState read(byte[] snapshot) throws EntryFormatException {
        return AgentState.fromSnapshot(AGENT, new Snapshot(entries.size(), snapshot));
    }

    private static byte[] whole(List<ByteBuffer> parts) {
        ByteBuffer all = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(part -> all.put(part.duplicate()));
        return all.array();
    }

    @Property(tries = 60)
    void aSnapshotIsTheWholeState(@ForAll @LongRange(min = 0) long seed, @ForAll @IntRange(max = 250) int length)
            throws Exception {
        history(new Random(seed), length);
        byte[] snapshot = whole(live.toSnapshot());
        AgentState read = read(snapshot);
        assertSame(read);
        add(event("pump-1", read.chain("pump-1").head().sequenceNumber() + 1, 3));
        read.apply(entries.size() - 1L, entries.get(entries.size() - 1));
        assertSame(read);
    }

    /** What each version added stands last: 3 the files, 4 the sum of the clock's steps, 5 the packet identifiers; 6 has keyed files. */
    @Test
    void aSnapshotOfAnEarlierVersionIsStillRead() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(event("pump-1", 1, 5));
        add(new SessionEntry(true, 1, "client-1"));
        assertSame(fromVersion(2, Integer.BYTES + Long.BYTES));
        FilePosition plain = new FilePosition("app.log", 7, 1, hash("file"), false);
        add(new FileEntry("pump-1", "key", Optional.of(plain)));
        assertSame(fromVersion(3, Long.BYTES + Integer.BYTES));
        add(clockStepped(HOUR));
        assertThat(fromVersion(4, Integer.BYTES).steadyMicros(0)).isEqualTo(-HOUR);
        assertSame(fromVersion(4, Integer.BYTES));
        assertSame(fromVersion(5, 0));
    }

    @Test
    void aPositionWithoutAKeyStaysOneUntilItGetsIt() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(new FileEntry("pump-1", "old", Optional.of(new FilePosition("app.log", 7, 1, hash("file"), false))));
        assertThat(live.files().isKeyed()).isFalse();
        add(new FileEntry("pump-1", "new", Optional.of(new FilePosition("app.log", 7, 1, hash("file")))));
        FileTable read = read(whole(live.toSnapshot())).files();
        assertThat(read.isKeyed()).isTrue();
        read.key(plain -> hash("keyed"));
        assertThat(read.position("pump-1", "old")).contains(new FilePosition("app.log", 7, 1, hash("keyed")));
        assertThat(read.position("pump-1", "new")).contains(new FilePosition("app.log", 7, 1, hash("file")));
        assertThat(read.ordinal("pump-1", "old")).hasValue(1);
    }

    /** An agent of before that cannot read a snapshot begins a new epoch where the journal is pruned, or does not start at all. */
    @Test
    void aSnapshotIsOfANewVersionOnlyWhenItHoldsWhatIsNewOrItIsStillReadBehindIt() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(new SessionEntry(true, 1, "client-1"));
        assertThat(whole(live.toSnapshot())[0]).isEqualTo((byte) 4);
        assertSame(read(whole(live.toSnapshot())));
        add(taken("client-1", 1));
        assertThat(whole(live.toSnapshot())[0]).isEqualTo((byte) 5);
        assertSame(read(whole(live.toSnapshot())));
        add(new PacketIdentifierEntry("client-1", 1, Optional.empty()));
        assertOlderOnceConfirmed(5);
        add(new FileEntry("pump-1", "key", Optional.of(new FilePosition("app.log", 7, 1, hash("file")))));
        assertThat(whole(live.toSnapshot())[0]).isEqualTo((byte) 6);
        assertSame(read(whole(live.toSnapshot())));
        add(new FileEntry("pump-1", "key", Optional.empty()));
        assertOlderOnceConfirmed(6);
    }

    /** The last entry that is new is not confirmed: it is read at the next start, whatever a snapshot in between said. */
    private void assertOlderOnceConfirmed(int version) throws Exception {
        AgentState read = read(whole(live.toSnapshot()));
        for (AgentState state : List.of(live, read)) {
            assertThat(whole(state.toSnapshot())[0]).isEqualTo((byte) version);
        }
        seal();
        BatchEntry batch = (BatchEntry) entries.get(entries.size() - 1);
        read.apply(entries.size() - 1L, batch);
        add(new ConfirmedEntry(batch.batch(), 0));
        read.apply(entries.size() - 1L, entries.get(entries.size() - 1));
        for (AgentState state : List.of(live, read)) {
            assertThat(whole(state.toSnapshot())[0]).isEqualTo((byte) 4);
        }
    }

    /** The state from a snapshot as that version wrote it, which ends before what came {@code later}. */
    private AgentState fromVersion(int version, int later) throws Exception {
        byte[] snapshot = whole(live.toSnapshot());
        byte[] before = Arrays.copyOf(snapshot, snapshot.length - later);
        before[0] = (byte) version;
        if (!live.files().of("pump-1").isEmpty()) { // one, whose last byte says whether it is keyed
            int keyed = snapshot.length - Integer.BYTES - Long.BYTES - 1;
            System.arraycopy(before, keyed + 1, before, keyed, before.length - keyed - 1);
            before = Arrays.copyOf(before, before.length - 1);
        }
        return read(before);
    }

    @Test
    void packetIdentifiersLiveAsLongAsTheirSession() {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(packetIdentifier("pump-1/client", 1));
        assertThat(live.sessions().packetIdentifiers("pump-1/client"))
                .as("there is no session")
                .isEmpty();
        add(new SessionEntry(true, 1, "pump-1/client"));
        int empty = whole(live.toSnapshot()).length;
        add(taken("pump-1/client", 1));
        add(taken("pump-1/client", 2));
        add(new PacketIdentifierEntry("pump-1/client", 1, Optional.empty()));
        add(new SessionEntry(true, 2, "pump-1/client"));
        assertThat(live.sessions().packetIdentifiers("pump-1/client")).containsExactly(2);
        add(new SessionEntry(false, 3, "pump-1/client"));
        add(new SessionEntry(true, 3, "pump-1/client"));
        assertThat(live.sessions().packetIdentifiers("pump-1/client"))
                .as("a session that began anew")
                .isEmpty();
        assertThat(whole(live.toSnapshot())).hasSize(empty);
    }

    /** MQTT 3.1.1 has no Receive Maximum. */
    @Test
    void aDeviceThatReleasesNothingHasOnlyItsYoungestPacketIdentifiers() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(new SessionEntry(true, 1, "pump-1/client"));
        add(new SessionEntry(true, 1, "pump-1/other"));
        add(taken("pump-1/other", 1));
        for (int identifier = 1; identifier <= SessionTable.IDENTIFIERS_PER_DEVICE; identifier++) {
            add(taken("pump-1/client", identifier));
        }
        SessionTable read = read(whole(live.toSnapshot())).sessions();
        for (SessionTable sessions : List.of(live.sessions(), read)) {
            assertThat(sessions.packetIdentifiers("pump-1/client"))
                    .hasSize(SessionTable.IDENTIFIERS_PER_DEVICE - 1)
                    .doesNotContain(1);
            assertThat(sessions.packetIdentifiers("pump-1/other")).containsExactly(1);
        }
        add(taken("pump-1/other", 2));
        assertThat(live.sessions().packetIdentifiers("pump-1/other"))
                .as("the one with the most loses")
                .containsExactlyInAnyOrder(1, 2);
        assertThat(live.sessions().packetIdentifiers("pump-1/client")).hasSize(SessionTable.IDENTIFIERS_PER_DEVICE - 2);
    }

    /** A fault of all devices of one make must not fill the agent's memory, nor cost the others what they have. */
    @Test
    void manyDevicesThatReleaseNothingLoseTheirEldestAndOthersNothing() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        List<String> faulty = IntStream.rangeClosed(1, 20)
                .mapToObj(n -> "pump-" + n + "/client")
                .toList();
        faulty.forEach(client -> add(new SessionEntry(true, 1, client)));
        add(new SessionEntry(true, 1, "bed-1/client"));
        add(taken("bed-1/client", 1));
        for (int identifier = 1; identifier <= 2_000; identifier++) {
            for (String client : faulty) {
                add(taken(client, identifier));
            }
        }
        AgentState read = read(whole(live.toSnapshot()));
        for (SessionTable sessions : List.of(live.sessions(), read.sessions())) {
            assertThat(faulty.stream()
                            .mapToInt(
                                    client -> sessions.packetIdentifiers(client).size())
                            .sum())
                    .isBetween(SessionTable.IDENTIFIERS_IN_ALL / 2, SessionTable.IDENTIFIERS_IN_ALL);
            assertThat(faulty)
                    .allSatisfy(client ->
                            assertThat(sessions.packetIdentifiers(client)).contains(2_000));
            assertThat(sessions.packetIdentifiers("bed-1/client")).containsExactly(1);
        }
    }

    /** Releases may be among what is missing: a message that is recorded twice can be seen, one that is not recorded cannot. */
    @Test
    void aNewEpochKnowsNoPacketIdentifiers() {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(new SessionEntry(true, 1, "pump-1/client"));
        add(taken("pump-1/client", 1));
        add(new EpochEntry("019ab000-0000-7000-8000-000000000002", Optional.empty()));
        assertThat(live.sessions().packetIdentifiers("pump-1/client")).isEmpty();
        assertThat(live.sessions().present("pump-1/client")).isTrue();
    }

    /** What is over is forgotten without an entry, so that a restart must find out by itself. */
    @Test
    void aSessionThatWasOverWhenItsClientCameBackHasNothingInIt() {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(new SessionEntry(true, 0, "pump-1/client"));
        add(taken("pump-1/client", 1));
        add(new SessionEntry(true, 30 * 24 * HOUR, "pump-1/client"));
        assertThat(live.sessions().packetIdentifiers("pump-1/client")).containsExactly(1);
        add(new SessionEntry(true, 60 * 24 * HOUR + 1, "pump-1/client"));
        assertThat(live.sessions().packetIdentifiers("pump-1/client")).isEmpty();
        assertThat(live.sessions().present("pump-1/client")).isTrue();
    }

    /** Else a restart, which has seen no clock, would count them for the bounds, and take from others. */
    @Test
    void packetIdentifiersOfASessionThatIsOverAreFreedByAnEntryAlone() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(new SessionEntry(true, 0, "pump-1/over"));
        add(new SessionEntry(true, 0, "pump-1/empty"));
        add(taken("pump-1/over", 1));
        add(new SessionEntry(true, 31 * 24 * HOUR, "pump-1/client"));
        long now = 31 * 24 * HOUR;
        live.expire(now);
        assertThat(live.sessions().present("pump-1/empty")).isFalse();
        assertThat(live.sessions().packetIdentifiers("pump-1/over")).containsExactly(1);
        List<SessionEntry> ends = live.sessions().ends(now, 9);
        assertThat(ends).containsExactly(new SessionEntry(false, now, "pump-1/over"));
        ends.forEach(this::add);
        assertThat(live.sessions().present("pump-1/over")).isFalse();
        assertThat(live.sessions().ends(now, 9)).isEmpty();
        for (int identifier = 1; identifier <= SessionTable.IDENTIFIERS_PER_DEVICE; identifier++) {
            add(taken("pump-1/client", identifier));
        }
        assertThat(stateAt(entries.size()).sessions().packetIdentifiers("pump-1/client"))
                .isEqualTo(live.sessions().packetIdentifiers("pump-1/client"))
                .hasSize(SessionTable.IDENTIFIERS_PER_DEVICE);
    }

    /** What the agent records of itself when its clock was set forth. */
    private static EventEntry clockStepped(long micros) {
        return own(
                1, "agent.clock_stepped", JsonNodeFactory.instance.objectNode().put("stepUs", micros));
    }

    private static EventEntry own(long sequence, String eventType, ObjectNode payload) {
        OwnEvents own = new OwnEvents(AGENT, SchemaRegistry.builtIn(), () -> 7);
        EventDraft draft = own.draft(eventType, payload, EPOCH, Instant.EPOCH);
        byte[] bytes = draft.template().fill(new EventTemplate.Place(Instant.EPOCH, hash("before"), sequence));
        return EventEntry.of(
                new EventEntry.About(AGENT.agentId(), sequence, 0, -1, Optional.empty()),
                EventHash.of(bytes),
                bytes,
                new byte[0]);
    }

    private static ObjectNode gap(String cause) {
        return JsonNodeFactory.instance.objectNode().put("deviceId", "pump-1").put("cause", cause);
    }

    private void assertVersion(int version) throws Exception {
        byte[] snapshot = whole(live.toSnapshot());
        assertThat(snapshot[0]).isEqualTo((byte) version);
        assertSame(read(snapshot));
    }

    /** And an agent of before reads it again when all of it is over. */
    @Test
    void whatIsMissingAndHowFullItIsOutlivesARestart() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(numbered(1, 7));
        assertVersion(4);
        add(numbered(2, 9));
        assertVersion(7);
        ObjectNode missing = gap("unknown");
        missing.putObject("deviceSequence").put("first", 8).put("last", 8);
        add(own(1, "agent.gap_declared", missing));
        assertVersion(4);
        ObjectNode begins = gap("disk_full");
        begins.putObject("silence").put("from", "2026-11-27T07:00:00.000000Z");
        add(own(2, "agent.gap_declared", begins));
        assertVersion(7);
        assertThat(live.silences().since("pump-1")).contains("2026-11-27T07:00:00.000000Z");
        ObjectNode ends = begins.deepCopy();
        ends.withObject("/silence").put("to", "2026-11-27T08:00:00.000000Z");
        add(own(3, "agent.gap_declared", ends));
        assertVersion(4);
        ObjectNode full =
                JsonNodeFactory.instance.objectNode().put("usedBytes", 1).put("quotaBytes", 1);
        add(own(4, "agent.buffer_pressure", full.deepCopy().put("level", "full")));
        assertVersion(7);
        add(own(5, "agent.buffer_pressure", full.put("level", "normal")));
        assertVersion(4);
    }

    /** A device counts on over an epoch: what it jumps over there is missing, too. */
    @Test
    void aNewEpochForgetsNoNumber() throws Exception {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(numbered(1, 7));
        add(new EpochEntry(uuid(99), Optional.empty()));
        assertVersion(7);
        add(numbered(1, 9));
        assertThat(live.numbers().due(Long.MAX_VALUE, 1)).hasSize(1);
    }

    private static EventEntry numbered(long sequence, long number) {
        return EventEntry.of(
                new EventEntry.About("pump-1", sequence, 0, number, Optional.empty()),
                hash("event" + sequence),
                new byte[0],
                new byte[0]);
    }

    private Entry taken(String client, int identifier) {
        Received message = new Received(hash("message" + identifier), uuid(identifier), identifier, hash("event"));
        return new PacketIdentifierEntry(client, identifier, Optional.of(message));
    }

    @Test
    void aFileThatIsForgottenTakesNoRoom() {
        add(new EpochEntry(EPOCH, Optional.empty()));
        add(new FileEntry("app-1", "key", Optional.empty()));
        int empty = whole(live.toSnapshot()).length;
        Optional<FilePosition> position = Optional.of(new FilePosition("app.log", 7, 1, hash("file")));
        add(new FileEntry("app-1", "key", position));
        assertThat(live.files().offset("app-1", "key")).isEqualTo(7);
        add(new FileEntry("app-1", "key", Optional.empty()));
        assertThat(live.files().offset("app-1", "key")).isZero();
        assertThat(whole(live.toSnapshot())).hasSize(empty);
    }

    @Test
    void aDeviceThatInventsAClientForEachConnectionHasOnlyItsYoungestSessions() {
        add(new EpochEntry(EPOCH, Optional.empty()));
        int beyond = 3 * SessionTable.PER_DEVICE;
        for (int i = 0; i < beyond; i++) {
            add(new SessionEntry(true, i, "pump-1/client-" + i));
        }
        add(new SessionEntry(true, 0, "pump-2/client"));
        assertThat(live.sessions().present("pump-1/client-" + (beyond - SessionTable.PER_DEVICE)))
                .isTrue();
        assertThat(live.sessions().present("pump-1/client-" + (beyond - SessionTable.PER_DEVICE - 1)))
                .isFalse();
        assertThat(live.sessions().present("pump-2/client")).isTrue();
    }

    private void assertContinues(LoadedState loaded) {
        assertThat(loaded.reason()).isEqualTo(Reason.CONTINUED);
        assertThat(loaded.previous()).isEmpty();
        assertSame(loaded.state());
    }

    private void assertSame(AgentState state) {
        assertThat(state.epoch()).isEqualTo(live.epoch());
        assertThat(state.heads()).isEqualTo(live.heads());
        assertThat(state.lastIngestionMicros()).isEqualTo(live.lastIngestionMicros());
        assertThat(state.batches().cursor()).isEqualTo(live.batches().cursor());
        assertThat(state.batches().unconfirmed()).isEqualTo(live.batches().unconfirmed());
        assertThat(state.batches().confirmed()).isEqualTo(live.batches().confirmed());
        assertThat(state.batches().confirmedBelow()).isEqualTo(live.batches().confirmedBelow());
        assertThat(state.batches().prunableBelow(Long.MAX_VALUE, false))
                .isEqualTo(live.batches().prunableBelow(Long.MAX_VALUE, false));
        assertThat(state.refusals().open()).isEqualTo(live.refusals().open());
        assertThat(state.numbers().due(Long.MAX_VALUE, 100))
                .isEqualTo(live.numbers().due(Long.MAX_VALUE, 100));
        assertThat(state.silences().devices()).isEqualTo(live.silences().devices());
        assertThat(state.pressure()).isEqualTo(live.pressure());
        assertThat(state.repeats().size()).isEqualTo(live.repeats().size());
        for (int device = 0; device < 4; device++) {
            String id = "pump-" + device;
            assertThat(state.chain(id)).isEqualTo(live.chain(id));
            assertThat(state.repeats().find(id, "repeat-1", hash(id), 1_000))
                    .isEqualTo(live.repeats().find(id, "repeat-1", hash(id), 1_000));
            assertThat(state.files().of(id)).isEqualTo(live.files().of(id));
            live.files()
                    .of(id)
                    .keySet()
                    .forEach(key -> assertThat(state.files().ordinal(id, key))
                            .isEqualTo(live.files().ordinal(id, key)));
            assertThat(state.sessions().present("client-" + device))
                    .isEqualTo(live.sessions().present("client-" + device));
            assertSamePacketIdentifiers(state.sessions(), "client-" + device);
        }
    }

    private void assertSamePacketIdentifiers(SessionTable sessions, String client) {
        assertThat(sessions.packetIdentifiers(client)).isEqualTo(live.sessions().packetIdentifiers(client));
        for (int identifier = 1; identifier <= 5; identifier++) {
            assertThat(sessions.received(client, identifier))
                    .isEqualTo(live.sessions().received(client, identifier));
        }
    }

    private void assertLost(LoadedState loaded, Reason reason) {
        assertThat(loaded.reason()).isEqualTo(reason);
        assertThat(loaded.state().epoch()).isEmpty();
        assertThat(loaded.state().heads()).isEmpty();
        assertThat(loaded.previous())
                .contains(live.batches().cursor().orElseThrow().last());
        assertThat(live.batches().unconfirmed())
                .containsSequence(loaded.state().batches().unconfirmed());
        assertThat(loaded.state().batches().unconfirmed()).isNotEmpty();
    }

    private LoadedState load(Reading snapshot, int prunedBelow) throws Exception {
        return new StateLoader(AGENT, new DamagedJournal(prunedBelow, List.of())).load(snapshot);
    }

    private AgentState stateAt(int ordinal) {
        AgentState state = new AgentState(AGENT);
        for (int i = 0; i < ordinal; i++) {
            state.apply(i, entries.get(i));
        }
        return state;
    }

    private void add(Entry entry) {
        live.apply(entries.size(), entry);
        entries.add(entry);
    }

    /** Entries as an agent could have written them; at least the epoch. */
    private void history(Random random, int length) {
        add(new EpochEntry(EPOCH, Optional.empty()));
        while (entries.size() < length) {
            String device = "pump-" + random.nextInt(4);
            switch (random.nextInt(9)) {
                case 0:
                    seal();
                    break;
                case 1:
                    confirmOldest(random);
                    break;
                case 2:
                    add(new SessionEntry(random.nextBoolean(), entries.size(), "client-" + random.nextInt(4)));
                    add(packetIdentifier("client-" + entries.size() % 4, 1 + entries.size() % 5));
                    break;
                case 3:
                    add(new RefusalTallyEntry(device, "malformed_json", random.nextInt(3)));
                    break;
                case 4:
                    add(file(device, random));
                    break;
                default:
                    add(event(device, live.chain(device).head().sequenceNumber() + 1, random.nextInt(9)));
            }
        }
        seal();
    }

    private Entry packetIdentifier(String client, int identifier) {
        Received message = new Received(hash("message" + entries.size()), uuid(entries.size()), 7, hash("event"));
        return new PacketIdentifierEntry(
                client, identifier, entries.size() % 3 == 0 ? Optional.empty() : Optional.of(message));
    }

    private Entry file(String device, Random random) {
        Optional<FilePosition> position = random.nextInt(4) == 0
                ? Optional.empty()
                : Optional.of(new FilePosition(
                        "app.log",
                        entries.size(),
                        entries.size(),
                        hash("file" + entries.size()),
                        random.nextBoolean()));
        return new FileEntry(device, "(dev=fe00,ino=" + random.nextInt(3) + ")", position);
    }

    private void seal() {
        SealCursor cursor = live.batches().cursor().orElseThrow();
        BatchLink batch = new BatchLink(EPOCH, cursor.last().batchSequence() + 1, hash("batch" + entries.size()));
        add(new BatchEntry(
                batch, cursor.nextIndex() + 1, cursor.nextOrdinal(), entries.size(), new byte[] {1}, new byte[] {2}));
    }

    private void confirmOldest(Random random) {
        List<SentBatch> waiting = live.batches().unconfirmed();
        if (waiting.size() > 5) {
            BatchLink oldest = waiting.get(random.nextInt(2)).batch();
            add(new ReceiptEntry(oldest, new byte[] {3}));
            add(new ConfirmedEntry(oldest, entries.size()));
        }
    }

    private Entry event(String device, long sequence, int more) {
        Optional<RepeatKey> key = more > 4
                ? Optional.of(new RepeatKey("repeat-" + more % 3, hash(device), uuid(entries.size())))
                : Optional.empty();
        byte[] bytes = (device + sequence).getBytes(StandardCharsets.US_ASCII);
        return EventEntry.of(
                new EventEntry.About(device, sequence, entries.size(), more == 0 ? -1 : sequence, key),
                Sha256.of(bytes),
                bytes,
                new byte[more]);
    }

    /** Where an event of the batch stands, -1 when it has none. */
    private long eventIn(SentBatch batch) {
        for (long at = batch.firstOrdinal(); at < batch.endOrdinal(); at++) {
            if (entries.get((int) at) instanceof EventEntry) {
                return at;
            }
        }
        return -1;
    }

    private static Corruption hole(long first, long last) {
        return new Corruption(new Place(Path.of("segment"), 0), first, last, "a flipped bit");
    }

    private static String uuid(int number) {
        return UuidV7.next(Instant.EPOCH, () -> number);
    }

    private static Hash hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The entries as a journal that was pruned, or that a disk has damaged. */
    private final class DamagedJournal implements Journal {

        private final long first;
        private final List<Corruption> holes;
        private final List<JournalEntry> kept =
                entries.stream().map(Entry::toJournal).toList();

        DamagedJournal(long first, List<Corruption> holes) {
            this.first = first;
            this.holes = holes;
        }

        @Override
        public long append(List<JournalEntry> group) {
            throw new UnsupportedOperationException("a start only reads");
        }

        @Override
        public long nextOrdinal() {
            return kept.size();
        }

        @Override
        public long maxGroupBytes() {
            return 1 << 20;
        }

        @Override
        public JournalReader read(long from) {
            assertThat(from).isBetween(first, nextOrdinal());
            return new JournalReader() {
                private long at = from - 1;

                @Override
                public boolean next() throws CorruptJournalException {
                    if (at + 1 >= nextOrdinal()) {
                        return false;
                    }
                    for (Corruption hole : holes) {
                        if (at + 1 >= hole.firstOrdinal() && at + 1 <= hole.lastOrdinal()) {
                            throw new CorruptJournalException(hole);
                        }
                    }
                    at++;
                    return true;
                }

                @Override
                public long ordinal() {
                    return at;
                }

                @Override
                public JournalEntry entry() {
                    return kept.get((int) at);
                }

                @Override
                public void close() {
                    // nothing to let go of
                }
            };
        }

        @Override
        public void prune(long below) {
            throw new UnsupportedOperationException("a start only reads");
        }

        @Override
        public JournalSpace space() {
            throw new UnsupportedOperationException("a start only reads");
        }

        @Override
        public Recovery recovery() {
            return new Recovery(first, kept.size(), Optional.empty(), holes);
        }

        @Override
        public void close() {
            // nothing to let go of
        }
    }
}

package io.wardlog.edge.state;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.batch.BatchLink;
import io.wardlog.chain.ChainHead;
import io.wardlog.edge.entry.BatchEntry;
import io.wardlog.edge.entry.ConfirmedEntry;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.FileEntry;
import io.wardlog.edge.entry.PacketIdentifierEntry;
import io.wardlog.edge.entry.ReceiptEntry;
import io.wardlog.edge.entry.RefusalTallyEntry;
import io.wardlog.edge.entry.SessionEntry;
import io.wardlog.edge.journal.Snapshot;
import io.wardlog.error.ErrorCode;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sum of the journal's entries. Owned by the writer thread, which alone calls {@link #apply}; a restart calls the
 * same method with the same entries. Only {@link #sessions()} and {@link #files()} may be read by other threads.
 */
public final class AgentState {

    /** The newest. To be raised with every change of what {@link #toSnapshot} writes, here or in a part. */
    private static final int SNAPSHOT_VERSION = 7;

    /** The oldest that is still read: it knows no files. */
    private static final int OLDEST_VERSION = 2;

    private static final int VERSION_WITH_FILES = 3;

    private static final int VERSION_WITH_STEPS = 4;

    private static final int VERSION_WITH_PACKET_IDENTIFIERS = 5;

    private static final int VERSION_WITH_KEYED_FILES = 6;

    private static final int VERSION_WITH_GAPS = 7;

    private static final String NO_PRESSURE = "normal";

    /** The cause that {@code agent.gap_declared} has for it. */
    private static final String TURNED_AWAY = "disk_full";

    /** Refusals of a device that are of no message: a connection that gave way to others, a subscription. */
    private static final Set<String> NO_MESSAGES = Set.of(ErrorCode.BUSY.code(), ErrorCode.NOT_AUTHORIZED.code());

    private final AgentIdentity identity;
    private final Map<String, DeviceChain> chains = new HashMap<>();
    private RepeatWindow repeats = new RepeatWindow();
    private SessionTable sessions = new SessionTable();
    private RefusalTally refusals = new RefusalTally();
    private FileTable files = new FileTable();
    private BatchLog batches = new BatchLog();
    private DeviceNumbers numbers = new DeviceNumbers();
    private Silences silences = new Silences();
    private String pressure = NO_PRESSURE;
    private EpochEntry epoch;
    /** Of those that are known, the last by the time in their names; empty for none. */
    private String latestEpoch = "";
    /** Behind the last entry that agents know only from {@link #VERSION_WITH_PACKET_IDENTIFIERS} on. */
    private long packetIdentifiersBelow;
    /** Behind the last entry that agents know only from {@link #VERSION_WITH_KEYED_FILES} on. */
    private long keyedFilesBelow;

    private long lastIngestionMicros;
    private long steppedMicros;

    /** The state before the first entry. */
    public AgentState(AgentIdentity identity) {
        this.identity = identity;
    }

    /** One more entry. {@code ordinal} is its place in the journal. */
    public void apply(long ordinal, Entry entry) {
        if (entry instanceof EventEntry event) {
            applyEvent(event);
        } else if (entry instanceof BatchEntry batch) {
            batches.apply(ordinal, batch);
        } else if (entry instanceof ReceiptEntry receipt) {
            batches.apply(ordinal, receipt);
        } else if (entry instanceof ConfirmedEntry confirmed) {
            batches.apply(ordinal, confirmed);
        } else if (entry instanceof SessionEntry session) {
            sessions.apply(session);
        } else if (entry instanceof RefusalTallyEntry tally) {
            applyRefusals(tally);
        } else if (entry instanceof FileEntry file) {
            files.apply(ordinal, file);
            keyedFilesBelow = ordinal + 1;
        } else if (entry instanceof PacketIdentifierEntry identifier) {
            sessions.apply(identifier);
            packetIdentifiersBelow = ordinal + 1;
        } else {
            applyEpoch(ordinal, (EpochEntry) entry);
        }
    }

    /** When no batch is known yet: the sealing of this epoch begins at its entry. */
    private void beginSealing(String inEpoch, long ordinal) {
        if (batches.cursor().isEmpty()) {
            batches.begin(start(inEpoch, ordinal));
        }
    }

    /** As {@link #beginSealing}, when the entry that began the epoch is lost: with what can be read from {@code from} on. */
    void beginSealingAnywhere(String inEpoch, long from) {
        if (batches.cursor().isEmpty()) {
            batches.beginAnywhere(start(inEpoch, from));
        }
    }

    /** No chain can go on: a new epoch must begin. */
    void forgetEpoch() {
        epoch = null;
        chains.clear();
    }

    /** There is, or was, an epoch of this name. */
    void meet(String anEpoch) {
        latestEpoch = anEpoch.compareTo(latestEpoch) > 0 ? anEpoch : latestEpoch;
    }

    /**
     * Nothing below this ordinal is missing of what led here. That tells which batches there are, but for an epoch that is over: when it ended because
     * entries were lost, some of them may have been its batches.
     */
    void isWholeBelow(long ordinal) {
        String sealing = batches.cursor().map(at -> at.last().epoch()).orElse("");
        if (epoch != null && epoch.epoch().equals(sealing)) {
            batches.knowAllBelow(ordinal);
        }
    }

    /** One more of a sender; that a count is set to 0 is said by the event before it. */
    private void applyRefusals(RefusalTallyEntry tally) {
        long before = refusals.count(new RefusalTally.Key(tally.sender(), tally.code()));
        if (!NO_MESSAGES.contains(tally.code())) {
            numbers.refused(tally.sender(), Math.max(0, tally.count() - before));
        }
        refusals.apply(tally);
    }

    private void applyEvent(EventEntry event) {
        chains.put(event.deviceId(), chain(event.deviceId()).after(event));
        remember(event);
    }

    /** What an event says beside its place in its chain. */
    void remember(EventEntry event) {
        lastIngestionMicros = event.ingestionMicros();
        if (event.deviceId().equals(identity.agentId())) {
            OwnFacts.in(event).ifPresent(this::learn);
        }
        numbers.apply(event, steadyMicros(event.ingestionMicros()));
        if (event.repeatKey().isPresent()) {
            repeats.add(event, steadyMicros(event.ingestionMicros()));
        }
    }

    private void learn(OwnFacts.Fact own) {
        JsonNode says = own.payload();
        switch (own.eventType()) {
            case OwnFacts.CLOCK_STEPPED:
                steppedMicros += says.path("stepUs").longValue();
                break;
            case OwnFacts.MESSAGE_REJECTED:
                // What was only counted before is in its occurrences, too
                numbers.refused(
                        says.path("deviceId").asText(), says.path("lengthBytes").longValue() > 0 ? 1 : 0);
                break;
            case OwnFacts.BUFFER_PRESSURE:
                pressure = says.path("level").asText(NO_PRESSURE);
                break;
            default:
                learnGap(says);
        }
    }

    private void learnGap(JsonNode gap) {
        String deviceId = gap.path("deviceId").asText();
        JsonNode missing = gap.path("deviceSequence");
        JsonNode silence = gap.path("silence");
        if (missing.isObject()) {
            numbers.declared(
                    deviceId,
                    missing.path("first").longValue(),
                    missing.path("last").longValue());
        } else if (!gap.path("cause").asText().equals(TURNED_AWAY)) {
            return;
        } else if (silence.has("to")) {
            silences.ended(deviceId);
        } else {
            silences.began(deviceId, silence.path("from").asText());
        }
    }

    private void applyEpoch(long ordinal, EpochEntry next) {
        epoch = next;
        meet(next.epoch());
        chains.clear();
        sessions.forgetPacketIdentifiers();
        beginSealing(next.epoch(), ordinal);
    }

    /** Where the sealing of an epoch begins whose entry stands at {@code ordinal}. */
    public SealCursor start(String newEpoch, long ordinal) {
        return new SealCursor(new BatchLink(newEpoch, 0, identity.in(newEpoch).genesis()), 0, ordinal);
    }

    /** Whose state this is. */
    public AgentIdentity identity() {
        return identity;
    }

    /** The current epoch; absent before the first one. */
    public Optional<EpochEntry> epoch() {
        return Optional.ofNullable(epoch);
    }

    /** The last epoch that is known, by the time in its name, in force or not; absent before the first one. */
    public Optional<String> latestEpoch() {
        return Optional.of(latestEpoch).filter(known -> !known.isEmpty());
    }

    /** Where a device's chain stands; at its genesis when it has no event in this epoch. */
    public DeviceChain chain(String deviceId) {
        DeviceChain known = chains.get(deviceId);
        return known != null ? known : new DeviceChain(ChainHead.genesis(identity.chain(epoch.epoch(), deviceId)));
    }

    /** All chains of the epoch by device. A copy. */
    public Map<String, ChainHead> heads() {
        Map<String, ChainHead> heads = new HashMap<>();
        chains.forEach((deviceId, chain) -> heads.put(deviceId, chain.head()));
        return heads;
    }

    public RepeatWindow repeats() {
        return repeats;
    }

    public SessionTable sessions() {
        return sessions;
    }

    public RefusalTally refusals() {
        return refusals;
    }

    public FileTable files() {
        return files;
    }

    public BatchLog batches() {
        return batches;
    }

    public DeviceNumbers numbers() {
        return numbers;
    }

    public Silences silences() {
        return silences;
    }

    /** The level of {@code agent.buffer_pressure} that was recorded last. */
    public String pressure() {
        return pressure;
    }

    /** The {@code ingestionTime} of the last event in microseconds since 1970, 0 when there is none. */
    public long lastIngestionMicros() {
        return lastIngestionMicros;
    }

    /**
     * What the wall clock would have read, had it never been set: without the sum of the steps on record. For the ages of what
     * is remembered, which a gateway whose clock is put right must not forget.
     */
    public long steadyMicros(long wallMicros) {
        return wallMicros - steppedMicros;
    }

    /**
     * Forgets repeats and sessions whose time is over at this {@link #steadyMicros}. Needs no entry: a restart forgets them, too. Sessions
     * that need one stay, see {@link SessionTable#ends}.
     */
    public void expire(long nowMicros) {
        repeats.expire(nowMicros);
        sessions.expire(nowMicros);
    }

    /** The whole state as bytes, in parts. What is large is not copied; later entries do not change it, on whatever thread it is read. */
    public List<ByteBuffer> toSnapshot() {
        FieldsWriter out = new FieldsWriter(64 * 1024 + chains.size() * 192);
        int version = snapshotVersion();
        out.u8(version);
        out.optional(epoch(), (o, e) -> o.bytes(e.payload())).i64(lastIngestionMicros);
        out.i32(chains.size());
        chains.forEach((deviceId, chain) -> out.text(deviceId)
                .i64(chain.head().sequenceNumber())
                .hash(chain.head().eventHash())
                .i64(numbers.highest(deviceId)));
        batches.write(out);
        refusals.write(out);
        sessions.write(out);
        repeats.write(out);
        files.write(out);
        out.i64(steppedMicros);
        if (version >= VERSION_WITH_PACKET_IDENTIFIERS) {
            sessions.writePacketIdentifiers(out);
        }
        if (version >= VERSION_WITH_GAPS) {
            numbers.write(out);
            silences.write(out);
            out.text(pressure);
        }
        return out.toParts();
    }

    /**
     * The oldest that can say all of it and is read by agents that know every entry from which they would go on: one that cannot read it does not
     * begin to write before it meets what it does not know.
     */
    private int snapshotVersion() {
        if (numbers.isMoreThan(chains) || !silences.isEmpty() || !pressure.equals(NO_PRESSURE)) {
            return VERSION_WITH_GAPS;
        }
        long readFrom = batches.confirmedBelow();
        if (!files.isEmpty() || keyedFilesBelow > readFrom) {
            return VERSION_WITH_KEYED_FILES;
        }
        return sessions.holdsPacketIdentifiers() || packetIdentifiersBelow > readFrom
                ? VERSION_WITH_PACKET_IDENTIFIERS
                : VERSION_WITH_STEPS;
    }

    /**
     * The state that {@link #toSnapshot} wrote.
     *
     * @throws EntryFormatException when the bytes are none, or of a version that this one does not know
     */
    public static AgentState fromSnapshot(AgentIdentity identity, Snapshot snapshot) throws EntryFormatException {
        AgentState state = Fields.readAll(snapshot.state(), in -> read(identity, in, snapshot.ordinal()));
        state.isWholeBelow(snapshot.ordinal());
        return state;
    }

    private static AgentState read(AgentIdentity identity, Fields in, long ordinal) {
        int version = in.u8();
        if (version < OLDEST_VERSION || version > SNAPSHOT_VERSION) {
            throw new IllegalArgumentException("snapshot version " + version);
        }
        AgentState state = new AgentState(identity);
        state.epoch = in.optional(i -> EpochEntry.fromPayload(i.bytes())).orElse(null);
        state.lastIngestionMicros = in.i64();
        for (int n = in.i32(); n > 0; n--) {
            String deviceId = in.text();
            state.chains.put(deviceId, new DeviceChain(new ChainHead(in.i64(), in.hash())));
            state.numbers.startAt(deviceId, in.i64());
        }
        state.batches = BatchLog.read(in);
        state.epoch().map(EpochEntry::epoch).ifPresent(state::meet);
        state.batches.cursor().map(at -> at.last().epoch()).ifPresent(state::meet);
        state.refusals = RefusalTally.read(in);
        state.sessions = SessionTable.read(in);
        state.repeats = RepeatWindow.read(in);
        if (version >= VERSION_WITH_FILES) {
            state.files =
                    FileTable.read(in, version < VERSION_WITH_KEYED_FILES ? FileEntry::readPlain : FileEntry::read);
        }
        state.steppedMicros = version < VERSION_WITH_STEPS ? 0 : in.i64();
        if (version >= VERSION_WITH_PACKET_IDENTIFIERS) {
            state.sessions.readPacketIdentifiers(in);
            state.packetIdentifiersBelow = ordinal;
        }
        if (version >= VERSION_WITH_GAPS) {
            state.numbers = DeviceNumbers.read(in);
            state.silences = Silences.read(in);
            state.pressure = in.text();
        }
        state.keyedFilesBelow = version >= VERSION_WITH_KEYED_FILES ? ordinal : 0;
        return state;
    }
}

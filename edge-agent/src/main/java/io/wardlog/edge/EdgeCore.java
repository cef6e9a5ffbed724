package io.wardlog.edge;

import io.wardlog.cli.ProductVersion;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.accept.AcceptParts;
import io.wardlog.edge.accept.AcceptPipeline;
import io.wardlog.edge.accept.DigestKey;
import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.accept.Schemas;
import io.wardlog.edge.accept.Sessions;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.JournalConfig;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.journal.chronicle.ChronicleWriter;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.journal.segment.PlainWriter;
import io.wardlog.edge.journal.segment.SegmentJournal;
import io.wardlog.edge.journal.segment.SegmentWriter;
import io.wardlog.edge.journal.segment.UnsyncedDisk;
import io.wardlog.edge.life.Absence;
import io.wardlog.edge.life.Epochs;
import io.wardlog.edge.life.Housekeeping;
import io.wardlog.edge.life.MachineConditions;
import io.wardlog.edge.life.Waiting;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.FileTable;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.status.AgentMetrics;
import io.wardlog.edge.status.GapSection;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.FatalHandler;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterLimits;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be there before a message can be accepted: journal, state, writer, and the way from a message to them. */
final class EdgeCore {

    private static final Logger log = LoggerFactory.getLogger(EdgeCore.class);
    private static final int SALT_BYTES = 16;
    /** How long housekeeping waits for the writer. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SecureRandom random = new SecureRandom();
    private final AgentClock clock;
    private final Journal journal;
    private final LoadedState found;
    private final Sealer sealer;
    private final Writer writer;
    private final AcceptParts accept;
    private final Epochs epochs = new Epochs(random::nextLong, ProductVersion.number());
    private final Housekeeping housekeeping;
    private final long startedNanos;

    /** What the core tells, and asks, of the parts around it. */
    record Surroundings(
            AgentClock clock,
            FatalHandler fatal,
            WriterObserver observer,
            Supplier<ForwardProgress> progress,
            Schemas schemas) {}

    /**
     * Opens the journal and finds the state; nothing is written yet.
     *
     * @throws IOException when another process has the journal, it cannot be read, or it was written without syncs and is to be written with them
     */
    EdgeCore(EdgeConfig config, EdgeKeys keys, Surroundings around) throws IOException {
        AgentIdentity identity = config.identity();
        Files.createDirectories(config.dataDir());
        boolean synced = !config.journal().insecureWithoutSync();
        JournalDisk disk = synced ? new FileChannelDisk() : new UnsyncedDisk(new FileChannelDisk());
        SnapshotStore snapshots = new SnapshotStore(config.snapshotFile(), disk);
        clock = around.clock();
        startedNanos = clock.nanoTime();
        FoundSnapshot snapshot = new FoundSnapshot(snapshots);
        journal = SegmentJournal.open(
                config.journalDirectory(),
                config.journal().limits(),
                () -> {
                    mark(config, synced);
                    return snapshot.look();
                },
                SegmentJournal.Parts.of(disk, format(config.journal().kind())));
        // Behind the journal's lock: of two agents on one directory the one that must end would replace the other's key
        boolean hasKey = Files.exists(config.digestKeyFile());
        byte[] digestKey = DigestKey.open(config.digestKeyFile(), disk, random::nextBytes);
        found = new StateLoader(identity, journal).load(snapshot.reading);
        report(journal.recovery());
        OwnEvents ownEvents = new OwnEvents(identity, SchemaRegistry.builtIn(), random::nextLong);
        sealer = new Sealer(keys.sealKey(), identity.tenantId(), identity.agentId(), random);
        accept = new AcceptParts(
                identity,
                around.schemas(),
                sealer,
                ownEvents,
                new AcceptParts.Secrets(random::nextLong, this::salt, digestKey));
        keyFiles(hasKey);
        writer = new Writer(
                new Writer.Parts(journal, found.state(), ownEvents, clock, around.fatal(), around.observer()),
                WriterLimits.DEFAULT);
        housekeeping = new Housekeeping(
                new Housekeeping.Parts(
                        writer, journal, snapshots, accept, clock, Waiting.atMost(PATIENCE), around.progress()),
                snapshot.ordinal(),
                found.state().pressure());
    }

    /** Read behind the journal's lock: before, another agent could write a later one, prune the journal up to it, and end. */
    private static final class FoundSnapshot implements Recovery.Known.Source {

        private final SnapshotStore store;
        private SnapshotStore.Reading reading = new SnapshotStore.Reading.Empty();

        FoundSnapshot(SnapshotStore store) {
            this.store = store;
        }

        @Override
        public Recovery.Known look() throws IOException {
            reading = store.read();
            if (reading instanceof SnapshotStore.Reading.Corrupt corrupt) {
                log.atError().addKeyValue("detail", corrupt.detail()).log("snapshot_corrupt");
            }
            return Recovery.Known.snapshotAt(ordinal());
        }

        long ordinal() {
            return reading instanceof SnapshotStore.Reading.Valid valid
                    ? valid.snapshot().ordinal()
                    : 0;
        }
    }

    /** Behind the journal's lock: who does not get it changes nothing, least of all what another's journal is taken for. */
    private static void mark(EdgeConfig config, boolean synced) throws IOException {
        config.unsyncedMark().check(synced);
        if (!synced) {
            config.unsyncedMark().put(new FileChannelDisk());
            log.atWarn().addKeyValue("directory", config.journalDirectory()).log("journal_not_synced");
        }
    }

    private static SegmentWriter.Format format(JournalConfig.Kind kind) {
        return kind == JournalConfig.Kind.SEGMENT ? PlainWriter.format() : ChronicleWriter.format();
    }

    /** What an agent without the key wrote of files is known again by it from now on; what is of a key that is gone never is. */
    private void keyFiles(boolean hasKey) {
        FileTable files = found.state().files();
        if (!hasKey && journal.nextOrdinal() > 0) {
            log.atError().log("digest_key_lost");
        }
        files.key(accept.fingerprints()::keyed);
    }

    private static void report(Recovery recovery) {
        recovery.cut()
                .ifPresent(cut -> log.atWarn()
                        .addKeyValue("place", cut.place())
                        .addKeyValue("bytes", cut.bytes())
                        .log("journal_end_cut"));
        recovery.corruptions()
                .forEach(hole -> log.atError()
                        .addKeyValue("place", hole.place())
                        .addKeyValue("first", hole.firstOrdinal())
                        .addKeyValue("last", hole.lastOrdinal())
                        .addKeyValue("reason", hole.reason())
                        .log("journal_corrupt"));
    }

    private byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    /** Begins the run; completes with whether {@code agent.started} is on disk. */
    CompletableFuture<Boolean> begin() {
        Optional<Absence> away = Absence.before(clock.now(), found.state(), MachineConditions.uptime());
        writer.start();
        return epochs.begin(
                writer,
                found,
                journal.recovery().cut(),
                group -> away.ifPresent(was -> accept.gaps().agentWasAway(group, was.from(), was.cause())));
    }

    /** Whether events can be recorded: an epoch is in force. */
    boolean hasEpoch() {
        return epochs.current() != null;
    }

    /** Loads what the first disclosure needs, and no start. */
    void prepare() {
        sealer.prepare();
    }

    AcceptParts accept() {
        return accept;
    }

    AcceptPipeline pipeline(EventTracer tracer) {
        return accept.pipeline(writer, clock, epochs::current, tracer);
    }

    Sessions sessions() {
        return accept.sessions(writer, found.state().sessions());
    }

    FileLines fileLines(AcceptPipeline pipeline) {
        return accept.fileLines(pipeline, writer, found.state());
    }

    Journal journal() {
        return journal;
    }

    Writer writer() {
        return writer;
    }

    Epochs epochs() {
        return epochs;
    }

    Housekeeping housekeeping() {
        return housekeeping;
    }

    GapSection gapSection() {
        return new GapSection(accept.gaps(), found.state().numbers());
    }

    /** Makes gaps and the room a part of what {@code /metrics} answers. */
    void gaugeGaps(AgentMetrics metrics) {
        new GapGauges(
                        journal.space(),
                        housekeeping::level,
                        accept.gaps(),
                        found.state().numbers())
                .registerWith(metrics);
    }

    /** Records the end of the run behind everything that was accepted; completes when that is on disk. */
    CompletableFuture<Boolean> end() {
        return housekeeping
                .flushAll()
                .thenCompose(flushed -> epochs.end(writer, Duration.ofNanos(clock.nanoTime() - startedNanos)));
    }

    /** Stops the writer, leaves a snapshot, lets go of the journal. */
    void close(Duration patience) throws IOException, InterruptedException {
        if (housekeeping.stopWriter(patience)) {
            journal.close();
        } else {
            log.atError().log("writer_not_stopped");
        }
    }
}

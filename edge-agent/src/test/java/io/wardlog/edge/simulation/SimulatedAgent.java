package io.wardlog.edge.simulation;

import io.wardlog.batch.AgentCondition;
import io.wardlog.config.DataSize;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.accept.AcceptParts;
import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Schemas;
import io.wardlog.edge.forward.AnswerCheck;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.forward.ForwardSetup;
import io.wardlog.edge.forward.ForwardStart;
import io.wardlog.edge.forward.Forwarder;
import io.wardlog.edge.forward.Ledger;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.forward.WriterLedger;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.life.Absence;
import io.wardlog.edge.life.Epochs;
import io.wardlog.edge.life.Housekeeping;
import io.wardlog.edge.life.SealedHeads;
import io.wardlog.edge.life.ThrottleRecords;
import io.wardlog.edge.life.Waiting;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.throttle.Admission;
import io.wardlog.edge.throttle.LimitsConfig;
import io.wardlog.edge.throttle.Stretches;
import io.wardlog.edge.throttle.Throttle;
import io.wardlog.edge.throttle.ThrottledAcceptor;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.trace.TraceMemory;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterLimits;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.event.EventTimes;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.Signer;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.trace.Spans;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** One run of the agent, from its start on what is on the disk until it dies: the product's own parts, each called instead of having a thread. */
final class SimulatedAgent {

    private static final LimitsConfig LIMITS = new LimitsConfig(
            20, new DataSize(1 << 20), 60, new DataSize(4 << 20), Duration.ofSeconds(2), Optional.empty());

    private final World world;
    private final Journal journal;
    private final Writer writer;
    private final Epochs epochs;
    private final AcceptParts accept;
    private final Housekeeping housekeeping;
    private final Acceptor acceptor;
    private final ThrottleRecords throttling;
    private Forwarder forwarder;
    private Optional<Throwable> fault = Optional.empty();
    private boolean woken = true;
    private boolean writing;
    private boolean keepingHouse;
    private long forwarderDue;
    private long houseDue;
    private long throttleDue;

    /** What a run finds, and what is around it. */
    record World(
            Dice dice,
            SimulatedClock clock,
            Storage storage,
            SimulatedJournal.Machine machine,
            Uplink uplink,
            Waiting waiting,
            UnaryOperator<Ledger> ledger,
            BiConsumer<SnapshotStore.Reading, LoadedState.Reason> found,
            Keys keys) {}

    /** What it signs with, and whom it believes. */
    record Keys(Signer agent, KeyRing collectors, Sealer sealer, SchemaRegistry schemas) {}

    /** Reads what is on the disk, as {@code EdgeCore} does. */
    SimulatedAgent(World world) throws IOException {
        this.world = world;
        Dice dice = world.dice();
        SnapshotStore snapshots =
                new SnapshotStore(world.storage().snapshot(), world.storage().disk());
        SnapshotStore.Reading snapshot = snapshots.read();
        long ordinal = snapshot instanceof SnapshotStore.Reading.Valid valid
                ? valid.snapshot().ordinal()
                : 0;
        journal = world.storage().open(Recovery.Known.snapshotAt(ordinal), world.machine());
        LoadedState found = new StateLoader(Simulation.AGENT, journal).load(snapshot);
        world.found().accept(snapshot, found.reason());
        SchemaRegistry schemas = world.keys().schemas();
        OwnEvents ownEvents = new OwnEvents(Simulation.AGENT, schemas, dice::bits);
        accept = new AcceptParts(
                Simulation.AGENT,
                Schemas.of(schemas),
                world.keys().sealer(),
                ownEvents,
                new AcceptParts.Secrets(dice::bits, () -> dice.bytes(16), new byte[32]));
        epochs = new Epochs(dice::bits, "simulated");
        writer = new Writer(
                new Writer.Parts(
                        journal,
                        found.state(),
                        ownEvents,
                        world.clock(),
                        (name, cause) -> fault = Optional.of(cause),
                        new Wakes()),
                WriterLimits.DEFAULT);
        housekeeping = new Housekeeping(
                new Housekeeping.Parts(
                        writer, journal, snapshots, accept, world.clock(), world.waiting(), this::progress),
                ordinal,
                found.state().pressure());
        Throttle throttle = new Throttle(LIMITS, world.clock().nanoTime());
        Stretches stretches = new Stretches();
        throttling = new ThrottleRecords(new ThrottleRecords.Parts(writer, throttle, stretches, world.clock()));
        acceptor = acceptor(throttle, stretches);
        begin(found);
    }

    private Acceptor acceptor(Throttle throttle, Stretches stretches) {
        Admission admission = new Admission(
                throttle,
                stretches,
                new Admission.Surroundings(
                        accept::mayBeCritical, accept::isCritical, (type, scope) -> {}, world.clock()::nanoTime));
        EventTracer tracer = new EventTracer(Spans.OFF, new TraceMemory(), world.clock());
        return new ThrottledAcceptor(
                accept.pipeline(writer, world.clock(), epochs::current, tracer), admission, accept::rateLimited);
    }

    private void begin(LoadedState found) throws IOException {
        Optional<Absence> away = Absence.before(
                world.clock().now(),
                found.state(),
                Optional.of(Duration.ofNanos(world.clock().nanoTime())));
        CompletableFuture<Boolean> begun = epochs.begin(
                writer,
                found,
                journal.recovery().cut(),
                group -> away.ifPresent(was -> accept.gaps().agentWasAway(group, was.from(), was.cause())));
        if (!await(begun) && epochs.current() == null) {
            throw new IOException("simulated: no room for the agent's first event");
        }
        SealedHeads sealed = await(SealedHeads.take(writer, journal));
        ForwardStart start = sealed.read(journal);
        Ledger ledger = world.ledger()
                .apply(new WriterLedger(
                        writer, (reason, last, whenFull) -> epochs.endEpoch(writer, reason, last, whenFull)));
        forwarder = new Forwarder(
                new Forwarder.Parts(
                        journal,
                        world.uplink(),
                        ledger,
                        new AnswerCheck(Simulation.AGENT, world.keys().collectors()),
                        world.clock()),
                new ForwardSetup(
                        Simulation.AGENT,
                        world.keys().agent(),
                        this::condition,
                        start,
                        housekeeping.retention(),
                        Duration.ofMinutes(2),
                        world.dice()::part),
                () -> woken = true);
        long now = world.clock().world();
        forwarderDue = now;
        houseDue = now + Housekeeping.INTERVAL.toNanos();
        throttleDue = now + ThrottleRecords.INTERVAL.toNanos();
    }

    private <T> T await(CompletableFuture<T> work) throws IOException {
        while (!work.isDone()) {
            write();
            if (fault.isPresent()) {
                throw new IOException("simulated: died while it started", fault.get());
            }
        }
        return work.join();
    }

    private AgentCondition condition(long backlog, long oldestMs) {
        return new AgentCondition(
                EventTimes.micros(world.clock().now()),
                "boot-1",
                Math.max(0, world.clock().nanoTime() / 1_000),
                new AgentCondition.Clock("unsynchronised", Optional.empty(), Optional.empty()),
                new AgentCondition.Backlog(
                        backlog, oldestMs, Math.max(0, journal.space().diskFreeBytes())));
    }

    /** Where messages come in. */
    Acceptor acceptor() {
        return acceptor;
    }

    /** What it died of, or will in a moment. */
    Optional<Throwable> fault() {
        return fault;
    }

    /** Nothing has been given to the forwarder that it has not looked at. */
    ForwardProgress progress() {
        return forwarder == null ? ForwardProgress.NONE : forwarder.progress();
    }

    boolean canWrite() {
        return !writing && fault.isEmpty();
    }

    /** The writer's next group. */
    void write() {
        writing = true;
        writer.writeArrived();
        writing = false;
    }

    boolean canForward() {
        return woken || world.clock().world() >= forwarderDue;
    }

    /** The forwarder's thread wakes up. */
    void forward() {
        woken = false;
        try {
            forwarderDue = world.clock().world() + forwarder.work().toNanos();
        } catch (IOException | RuntimeException unreadable) {
            fault = Optional.of(unreadable);
        }
    }

    /** It waits for the writer, so that it cannot begin while a group is on its way. */
    boolean canKeepHouse() {
        return !writing && !keepingHouse && fault.isEmpty() && world.clock().world() >= houseDue;
    }

    void keepHouse() throws InterruptedException {
        keepingHouse = true;
        housekeeping.tick();
        keepingHouse = false;
        houseDue = world.clock().world() + Housekeeping.INTERVAL.toNanos();
    }

    boolean canLookAtThrottle() {
        return world.clock().world() >= throttleDue;
    }

    void lookAtThrottle() {
        throttling.look();
        throttleDue = world.clock().world() + ThrottleRecords.INTERVAL.toNanos();
    }

    /** When it next does something by itself. */
    long due() {
        return Math.min(forwarderDue, Math.min(houseDue, throttleDue));
    }

    private final class Wakes implements WriterObserver {

        @Override
        public void groupSynced(int entries, int events, long bytes, long nanos) {
            // not counted
        }

        @Override
        public void durableBelow(long ordinal) {
            if (forwarder != null) {
                forwarder.moreIsDurable();
            }
        }
    }
}

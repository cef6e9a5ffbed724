package io.wardlog.edge.accept;

import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.journal.Journal;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.trace.TraceMemory;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterLimits;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.edge.writer.WriterTask;
import io.wardlog.event.UuidV7;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.trace.Spans;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The real pipeline and writer over a journal, from a message to its answer, as one start of an agent has them. */
final class CorePath {

    static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");

    private final SecureRandom random = new SecureRandom();
    private final CompletableFuture<String> fatal = new CompletableFuture<>();
    private final LoadedState loaded;
    private final AcceptParts parts;
    private final Writer writer;
    private final AcceptPipeline pipeline;

    /** Reads the journal and starts the writer. */
    CorePath(Journal journal, Schemas schemas, byte[] digestKey) throws Exception {
        loaded = new StateLoader(AGENT, journal).load(new SnapshotStore.Reading.Empty());
        OwnEvents own = new OwnEvents(AGENT, SchemaRegistry.builtIn(), random::nextLong);
        SealKey key = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        Sealer sealer = new Sealer(key, AGENT.tenantId(), AGENT.agentId(), random);
        parts = new AcceptParts(
                AGENT, schemas, sealer, own, new AcceptParts.Secrets(random::nextLong, this::salt, digestKey));
        AgentClock clock = AgentClock.system();
        writer = new Writer(
                new Writer.Parts(journal, loaded.state(), own, clock, (event, cause) -> fatal.complete(event), SILENT),
                WriterLimits.DEFAULT);
        writer.start();
        String epoch = loaded.state().epoch().map(EpochEntry::epoch).orElseGet(this::beginEpoch);
        pipeline = parts.pipeline(writer, clock, () -> epoch, new EventTracer(Spans.OFF, new TraceMemory(), clock));
    }

    private static final WriterObserver SILENT = new WriterObserver() {
        @Override
        public void groupSynced(int entries, int events, long bytes, long nanos) {}

        @Override
        public void durableBelow(long ordinal) {}
    };

    AcceptPipeline pipeline() {
        return pipeline;
    }

    AcceptParts parts() {
        return parts;
    }

    Writer writer() {
        return writer;
    }

    LoadedState loaded() {
        return loaded;
    }

    /** Completes with the event's name when the writer gives up. */
    CompletableFuture<String> fatal() {
        return fatal;
    }

    /** The answer to a message, or a failure when the writer gave up. */
    Outcome answer(Arrival arrival) throws Exception {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        pipeline.accept(arrival, answer::complete);
        return orFatal(answer);
    }

    /** Writes what this adds to a group, and waits until it is durable. */
    void write(Consumer<Group> entries) throws Exception {
        CompletableFuture<Boolean> durable = new CompletableFuture<>();
        writer.submit(task(entries, () -> durable.complete(true)));
        orFatal(durable);
    }

    private <T> T orFatal(CompletableFuture<T> answer) throws Exception {
        CompletableFuture.anyOf(answer, fatal).get(10, TimeUnit.SECONDS);
        if (fatal.isDone()) {
            throw new AssertionError("the writer gave up: " + fatal.join());
        }
        return answer.get(10, TimeUnit.SECONDS);
    }

    void stop() throws InterruptedException {
        writer.stop(task(group -> {}, () -> {}), Duration.ofSeconds(10));
    }

    private String beginEpoch() {
        String epoch = UuidV7.next(Instant.now(), random::nextLong);
        CompletableFuture<Void> durable = new CompletableFuture<>();
        writer.submit(task(group -> group.add(new EpochEntry(epoch, Optional.empty())), () -> durable.complete(null)));
        durable.orTimeout(10, TimeUnit.SECONDS).join();
        return epoch;
    }

    private byte[] salt() {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return salt;
    }

    /** A task of the agent's own. */
    static WriterTask task(Consumer<Group> write, Runnable durable) {
        return new WriterTask() {
            @Override
            public Lane lane() {
                return Lane.OWN;
            }

            @Override
            public int bytes() {
                return 1_024;
            }

            @Override
            public void write(Group group) {
                write.accept(group);
            }

            @Override
            public void durable() {
                durable.run();
            }

            @Override
            public void refused() {
                throw new IllegalStateException("no room");
            }
        };
    }
}

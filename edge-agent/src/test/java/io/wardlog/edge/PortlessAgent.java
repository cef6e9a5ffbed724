package io.wardlog.edge;

import io.wardlog.edge.accept.AcceptPipeline;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.forward.Uplink;
import io.wardlog.edge.life.SealedHeads;
import io.wardlog.edge.status.AgentMetrics;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One run of an agent on its data directory, as {@link EdgeAgent} starts it but for its ports: a start takes milliseconds. */
final class PortlessAgent {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What the agent gave up for; empty while it goes on. */
    final List<String> faults = new CopyOnWriteArrayList<>();

    private final Forwarding forwarding;
    private final TenantSchemas schemas;
    private final EdgeCore core;
    private final AcceptPipeline pipeline;

    /** Starts on whatever lies in the directory; fails as the agent does. */
    PortlessAgent(EdgeConfig config, EdgeKeys keys, Uplink collector)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        AgentClock clock = AgentClock.system();
        forwarding = new Forwarding(config, clock, this::fatal);
        schemas = new TenantSchemas(config, new AgentMetrics(), this::fatal);
        core = new EdgeCore(
                config,
                keys,
                new EdgeCore.Surroundings(clock, this::fatal, new Durables(), forwarding::progress, schemas.inForce()));
        await(core.begin());
        schemas.begin(core.writer());
        SealedHeads sealed = await(SealedHeads.take(core.writer(), core.journal()));
        pipeline = core.pipeline(new Tracing(config, clock).tracer());
        forwarding.start(core, keys, collector, sealed);
    }

    private void fatal(String event, Throwable cause) {
        faults.add(event + ": " + cause);
    }

    private static <T> T await(CompletableFuture<T> work)
            throws InterruptedException, ExecutionException, TimeoutException {
        return work.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The answer to a pump's message. */
    Outcome send(String deviceId, String body) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        DeviceIdentity device = new DeviceIdentity(deviceId, DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());
        pipeline.accept(
                Arrival.of(device, SourceProtocol.TCP, body.getBytes(StandardCharsets.UTF_8)), answer::complete);
        return await(answer);
    }

    /** Seals what was accepted without waiting for its time. */
    void seal() throws InterruptedException {
        forwarding.seal(PATIENCE);
    }

    /** An orderly end, but for the record of it. */
    void stop() throws IOException, InterruptedException {
        forwarding.stop(PATIENCE);
        schemas.stop(PATIENCE);
        core.close(PATIENCE);
    }

    private final class Durables implements WriterObserver {
        @Override
        public void groupSynced(int entries, int events, long bytes, long nanos) {
            // not counted
        }

        @Override
        public void durableBelow(long ordinal) {
            forwarding.moreIsDurable();
        }
    }
}

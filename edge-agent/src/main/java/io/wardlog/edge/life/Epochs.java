package io.wardlog.edge.life;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.BatchLink;
import io.wardlog.edge.entry.EpochEntry;
import io.wardlog.edge.journal.Recovery;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.Writer;
import io.wardlog.event.UuidV7;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which epoch the agent writes, and the first and last event of its run. {@link #current} may be asked from any thread;
 * it changes on the writer thread only.
 */
public final class Epochs {

    private static final Logger log = LoggerFactory.getLogger(Epochs.class);
    private static final int ENTRY_BYTES = 8_192;

    private final LongSupplier random;
    private final String version;
    private volatile String current;

    /**
     * @param random 64 random bits a call, thread-safe; for the ids of epochs
     * @param version the agent's, for {@code agent.started}
     */
    public Epochs(LongSupplier random, String version) {
        this.random = random;
        this.version = version;
    }

    /** The epoch of events that come now. */
    public String current() {
        return current;
    }

    /**
     * Begins the run: goes on with the epoch that was found or begins a new one; {@code agent.started} says which and why.
     * Without room for that, false: then only an epoch that was found can go on.
     *
     * @param behind writes, in the same group, what else a start has to say; at most one event
     */
    public CompletableFuture<Boolean> begin(
            Writer writer, LoadedState found, Optional<Recovery.Cut> cut, Consumer<Group> behind) {
        found.state().epoch().ifPresent(epoch -> current = epoch.epoch());
        boolean goesOn = current != null;
        return new OwnTask(goesOn ? Lane.OWN : Lane.CUSTODY, ENTRY_BYTES, group -> {
                    if (!goesOn) {
                        enter(group, found.previous());
                    }
                    ObjectNode payload = started(found.reason(), found.previous());
                    cut.ifPresent(rest -> payload.set("journalCut", cut(rest)));
                    group.appendOwn("agent.started", payload);
                    behind.accept(group);
                    log.atInfo()
                            .addKeyValue("epoch", current)
                            .addKeyValue("reason", found.reason().wireName())
                            .log("agent_started");
                })
                .submitTo(writer);
    }

    /**
     * Begins a new epoch after that of {@code last}, unless a later one has begun already: it may be asked for more often than once.
     *
     * @param last the last batch that is known of the one before, number 0 when there is none; the collector may have it of an epoch that
     *     this disk has never seen
     * @param whenFull runs when there is no room for it
     */
    public void endEpoch(Writer writer, LoadedState.Reason reason, BatchLink last, Runnable whenFull) {
        Optional<BatchLink> previous = Optional.of(last).filter(link -> link.batchSequence() > 0);
        OwnTask task = new OwnTask(Lane.CUSTODY, ENTRY_BYTES, group -> {
            // Epochs sort by the time they were made
            if (group.epoch().compareTo(last.epoch()) <= 0) {
                enter(group, previous);
                group.appendOwn("agent.started", started(reason, previous));
                log.atError()
                        .addKeyValue("epoch", current)
                        .addKeyValue("reason", reason.wireName())
                        .log("epoch_begun");
            }
        });
        task.submitTo(writer).thenAccept(written -> {
            if (!written) {
                log.atWarn().addKeyValue("reason", "no_room").log("epoch_not_begun");
                whenFull.run();
            }
        });
    }

    /** Writes the last event of an orderly run. */
    public CompletableFuture<Boolean> end(Writer writer, Duration uptime) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("why", "requested");
        payload.put("uptimeUs", uptime.toNanos() / 1_000);
        return new OwnTask(ENTRY_BYTES, group -> group.appendOwn("agent.stopped", payload)).submitTo(writer);
    }

    private void enter(Group group, Optional<BatchLink> previous) {
        String next = UuidV7.next(timeOfNext(group, previous), random);
        group.add(new EpochEntry(next, previous));
        current = next;
    }

    /** Epochs sort by the time in their ids: a clock that was set back must not put the next one before those that were. */
    private static Instant timeOfNext(Group group, Optional<BatchLink> previous) {
        return Stream.concat(group.state().latestEpoch().stream(), previous.map(BatchLink::epoch).stream())
                .map(before -> UuidV7.time(before).plusMillis(1))
                .reduce(group.now(), (one, other) -> one.isAfter(other) ? one : other);
    }

    private ObjectNode started(LoadedState.Reason reason, Optional<BatchLink> previous) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("version", version);
        payload.put("epoch", current);
        payload.put("epochReason", reason.wireName());
        previous.ifPresent(last -> payload.putObject("previous")
                .put("epoch", last.epoch())
                .put("batchSequence", last.batchSequence())
                .put("batchHash", last.batchHash().hex()));
        return payload;
    }

    private static ObjectNode cut(Recovery.Cut rest) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("afterOrdinal", rest.afterOrdinal() + 1);
        node.put("bytes", rest.bytes());
        return node;
    }
}

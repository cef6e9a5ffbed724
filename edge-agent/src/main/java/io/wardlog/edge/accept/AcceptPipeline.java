package io.wardlog.edge.accept;

import io.wardlog.edge.accept.MessageCheck.Result.Invalid;
import io.wardlog.edge.accept.MessageCheck.Result.Valid;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
import io.wardlog.error.ErrorCode;
import io.wardlog.schema.SchemaStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a message: check, canonicalise, hand to the writer; the answer comes when it is on disk. Thread-safe.
 */
public final class AcceptPipeline implements Acceptor {

    static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    static final Outcome BUSY = new Outcome.Busy(RETRY_AFTER);

    private static final Logger log = LoggerFactory.getLogger(AcceptPipeline.class);

    private final Schemas schemas;
    private final MessageCheck check;
    private final MessageDigests digests;
    private final DraftMaker drafts;
    private final RejectionLog rejections;
    private final Writer writer;
    private final AgentClock clock;
    private final Supplier<String> epoch;
    private final EventTracer tracer;
    private final CriticalClaims claims;
    private final DeviceTroubles troubles;
    private final GapLog gaps;

    AcceptPipeline(AcceptParts parts, Writer writer, AgentClock clock, Supplier<String> epoch, EventTracer tracer) {
        this.schemas = parts.schemas();
        this.check = parts.check();
        this.digests = parts.digests();
        this.drafts = parts.drafts();
        this.rejections = parts.rejections();
        this.writer = writer;
        this.clock = clock;
        this.epoch = epoch;
        this.tracer = tracer;
        this.claims = parts.claims();
        this.troubles = parts.troubles();
        this.gaps = parts.gaps();
    }

    @Override
    public void accept(Arrival arrival, Consumer<Outcome> then) {
        Consumer<Outcome> whenDurable = outcome -> {
            noteTurnedAway(arrival, outcome);
            then.accept(outcome);
        };
        if (!mayHaveRoom(arrival)) {
            whenDurable.accept(BUSY);
            return;
        }
        boolean complete = schemas.areComplete();
        MessageCheck.Result result = check.check(arrival);
        Optional<Outcome> later = later(arrival, result, complete);
        if (later.isPresent()) {
            whenDurable.accept(later.get());
            return;
        }
        WriterTask task = task(arrival, result, whenDurable);
        if (!writer.submit(task)) {
            task.refused();
        }
    }

    /** A device that cannot keep what is turned away leaves a gap. */
    private void noteTurnedAway(Arrival arrival, Outcome outcome) {
        if (!(outcome instanceof Outcome.Busy busy)) {
            return;
        }
        String deviceId = arrival.device().deviceId();
        if (busy.code() == ErrorCode.RATE_LIMITED) {
            troubles.rateLimited(deviceId);
        } else if (writer.isFull(arrival.body().length)) {
            troubles.hadNoRoom(deviceId, clock);
        }
    }

    @Override
    public void disconnected(String deviceId) {
        troubles.disconnected(deviceId);
    }

    /** Asked before the check, which costs far more than to say that there is no room. */
    private boolean mayHaveRoom(Arrival arrival) {
        int bytes = arrival.body().length;
        return writer.hasRoom(Lane.NORMAL, bytes)
                || writer.hasRoom(Lane.CRITICAL, bytes) && claims.mayBeCritical(arrival);
    }

    /** Busy for what may yet be known, because schemas wait to come into force, and for a device that sends one refused message after the other. */
    private Optional<Outcome> later(Arrival arrival, MessageCheck.Result result, boolean complete) {
        if (!(result instanceof Invalid invalid)) {
            return Optional.empty();
        }
        if (!complete && invalid.isUnknown()) {
            return Optional.of(BUSY);
        }
        Duration wait = rejections.rate().take(arrival.device().deviceId(), clock.nanoTime());
        return wait.isZero() ? Optional.empty() : Optional.of(new Outcome.Busy(ErrorCode.RATE_LIMITED, wait));
    }

    /**
     * What records the message, or that it was refused; {@code whenDurable} gets the outcome, also busy when the task is refused. Empty when
     * neither can be said yet, because schemas wait to come into force.
     */
    Optional<WriterTask> task(Arrival arrival, Consumer<Outcome> whenDurable) {
        boolean complete = schemas.areComplete();
        MessageCheck.Result result = check.check(arrival);
        boolean mayYetBeKnown = !complete && result instanceof Invalid invalid && invalid.isUnknown();
        return mayYetBeKnown ? Optional.empty() : Optional.of(task(arrival, result, whenDurable));
    }

    private WriterTask task(Arrival arrival, MessageCheck.Result result, Consumer<Outcome> whenDurable) {
        return result instanceof Invalid invalid
                ? rejection(arrival, invalid, whenDurable)
                : event(CheckedMessage.of(arrival, (Valid) result, digests), whenDurable);
    }

    private WriterTask event(CheckedMessage checked, Consumer<Outcome> whenDurable) {
        var draft = drafts.make(new DraftMaker.Source(checked, epoch.get(), clock.now()));
        Optional<EventTracer.Acceptance> trace = tracer.begin(
                checked.arrival().trace(),
                checked.arrival().device().deviceId(),
                checked.schema().eventType());
        Consumer<Outcome> answer = outcome -> {
            trace.ifPresent(EventTracer.Acceptance::ended);
            whenDurable.accept(outcome);
        };
        if (checked.schema().status() == SchemaStatus.DEPRECATED) {
            schemas.deprecatedUsed(checked.schema());
        }
        return new EventTask(checked, draft, new EventTask.Parts(drafts, gaps), trace, answer);
    }

    private WriterTask rejection(Arrival arrival, Invalid invalid, Consumer<Outcome> whenDurable) {
        log.atDebug()
                .addKeyValue("code", invalid.code().code())
                .addKeyValue("deviceId", arrival.device().deviceId())
                .log("message_rejected");
        return new RejectionTask(
                Rejection.of(arrival, invalid),
                rejections,
                () -> whenDurable.accept(new Outcome.Rejected(invalid.code(), invalid.detail())),
                () -> whenDurable.accept(BUSY));
    }

    @Override
    public void refuse(Refusal refusal, Runnable whenDurable) {
        Rejection rejection = Rejection.of(refusal);
        if (!rejections.rate().take(rejection.sender().name(), clock.nanoTime()).isZero()) {
            rejections.rate().count(rejection.key());
            whenDurable.run();
        } else if (!writer.submit(task(refusal, whenDurable, whenDurable))) {
            whenDurable.run();
        }
    }

    /** What records the refusal; exactly one of the two runs when it is submitted. */
    WriterTask task(Refusal refusal, Runnable whenDurable, Runnable whenFull) {
        log.atDebug()
                .addKeyValue("code", refusal.code().code())
                .addKeyValue("protocol", refusal.protocol())
                .log("arrival_refused");
        return new RejectionTask(Rejection.of(refusal), rejections, whenDurable, whenFull);
    }
}

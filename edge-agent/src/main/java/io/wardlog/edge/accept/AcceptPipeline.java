package io.wardlog.edge.accept;

import io.wardlog.edge.accept.MessageCheck.Result.Invalid;
import io.wardlog.edge.accept.MessageCheck.Result.Valid;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
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
    private final DraftMaker drafts;
    private final RejectionLog rejections;
    private final Writer writer;
    private final AgentClock clock;
    private final Supplier<String> epoch;
    private final EventTracer tracer;

    AcceptPipeline(AcceptParts parts, Writer writer, AgentClock clock, Supplier<String> epoch, EventTracer tracer) {
        this.schemas = parts.schemas();
        this.check = parts.check();
        this.drafts = parts.drafts();
        this.rejections = parts.rejections();
        this.writer = writer;
        this.clock = clock;
        this.epoch = epoch;
        this.tracer = tracer;
    }

    @Override
    public void accept(Arrival arrival, Consumer<Outcome> whenDurable) {
        Optional<WriterTask> task = task(arrival, whenDurable);
        if (task.isEmpty()) {
            whenDurable.accept(BUSY);
        } else if (!writer.submit(task.get())) {
            task.get().refused();
        }
    }

    /**
     * What records the message, or that it was refused; {@code whenDurable} gets the outcome, also busy when the task is refused. Empty when
     * neither can be said yet, because schemas wait to come into force.
     */
    Optional<WriterTask> task(Arrival arrival, Consumer<Outcome> whenDurable) {
        boolean complete = schemas.areComplete();
        MessageCheck.Result result = check.check(arrival);
        if (result instanceof Invalid invalid) {
            boolean mayYetBeKnown = !complete && invalid.isUnknown();
            return mayYetBeKnown ? Optional.empty() : Optional.of(rejection(arrival, invalid, whenDurable));
        }
        return Optional.of(event(CheckedMessage.of(arrival, (Valid) result), whenDurable));
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
        return new EventTask(checked, draft, drafts, trace, answer);
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
        if (!writer.submit(task(refusal, whenDurable, whenDurable))) {
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

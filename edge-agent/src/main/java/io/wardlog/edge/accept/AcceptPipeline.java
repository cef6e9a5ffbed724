package io.wardlog.edge.accept;

import io.wardlog.edge.accept.MessageCheck.Result.Invalid;
import io.wardlog.edge.accept.MessageCheck.Result.Valid;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.Writer;
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
        MessageCheck.Result result = check.check(arrival);
        if (result instanceof Invalid invalid) {
            reject(arrival, invalid, whenDurable);
        } else {
            record(CheckedMessage.of(arrival, (Valid) result), whenDurable);
        }
    }

    private void record(CheckedMessage checked, Consumer<Outcome> whenDurable) {
        var draft = drafts.make(new DraftMaker.Source(checked, epoch.get(), clock.now()));
        Optional<EventTracer.Acceptance> trace = tracer.begin(
                checked.arrival().trace(),
                checked.arrival().device().deviceId(),
                checked.schema().eventType());
        Consumer<Outcome> answer = outcome -> {
            trace.ifPresent(EventTracer.Acceptance::ended);
            whenDurable.accept(outcome);
        };
        if (!writer.submit(new EventTask(checked, draft, drafts, trace, answer))) {
            answer.accept(new Outcome.Busy(RETRY_AFTER));
        } else if (checked.schema().status() == SchemaStatus.DEPRECATED) {
            schemas.deprecatedUsed(checked.schema());
        }
    }

    private void reject(Arrival arrival, Invalid invalid, Consumer<Outcome> whenDurable) {
        log.atDebug()
                .addKeyValue("code", invalid.code().code())
                .addKeyValue("deviceId", arrival.device().deviceId())
                .log("message_rejected");
        Runnable busy = () -> whenDurable.accept(new Outcome.Busy(RETRY_AFTER));
        Runnable rejected = () -> whenDurable.accept(new Outcome.Rejected(invalid.code(), invalid.detail()));
        if (!writer.submit(new RejectionTask(Rejection.of(arrival, invalid), rejections, rejected, busy))) {
            busy.run();
        }
    }

    @Override
    public void refuse(Refusal refusal, Runnable whenDurable) {
        log.atDebug()
                .addKeyValue("code", refusal.code().code())
                .addKeyValue("protocol", refusal.protocol())
                .log("arrival_refused");
        if (!writer.submit(new RejectionTask(Rejection.of(refusal), rejections, whenDurable, whenDurable))) {
            whenDurable.run();
        }
    }
}

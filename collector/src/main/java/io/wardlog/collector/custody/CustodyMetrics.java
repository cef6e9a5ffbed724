package io.wardlog.collector.custody;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.wardlog.batch.QuarantineMark;
import io.wardlog.collector.topic.Alert;
import io.wardlog.error.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What custody counts and logs. Thread-safe. */
public final class CustodyMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(CustodyMetrics.class);

    private static final String CODE = "code";

    private final MeterRegistry registry;
    private final Counter events;

    /** Registers its meters. */
    public CustodyMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.events = Counter.builder("wardlog.custody.events")
                .description("Events that custody published, resent ones not counted")
                .register(registry);
    }

    void judged(Judgement judgement, int eventCount) {
        String kind = judgement.kind().name().toLowerCase(Locale.ROOT);
        count("wardlog.custody.batches", "Batches that were judged, by what they are", "kind", kind);
        if (judgement.kind() != Judgement.Kind.RESENT) {
            events.increment(eventCount);
        }
        judgement.alerts().forEach(this::alerted);
    }

    void marked(List<QuarantineMark> marks) {
        marks.forEach(mark -> count(
                "wardlog.custody.quarantined",
                "Published events that ingest had marked, by error code",
                CODE,
                mark.code()));
    }

    void deadLetter(ErrorCode code) {
        LOG.atError().addKeyValue("code", code.code()).log("batch_dead_lettered");
        count("wardlog.custody.dead.letters", "Records that are no batch of a registered agent", CODE, code.code());
    }

    void alerted(Alert alert) {
        LOG.atWarn()
                .addKeyValue("code", alert.code().code())
                .addKeyValue("agent", alert.tenantId() + "/" + alert.agentId())
                .addKeyValue("detail", alert.detail())
                .log("custody_alert");
        count(
                "wardlog.custody.alerts",
                "Findings that a person should see",
                CODE,
                alert.code().code());
    }

    void unforeseen(RuntimeException failure) {
        LOG.atError().setCause(failure).log("custody_unforeseen");
    }

    private void count(String name, String description, String tag, String value) {
        Counter.builder(name)
                .description(description)
                .tag(tag, value)
                .register(registry)
                .increment();
    }
}

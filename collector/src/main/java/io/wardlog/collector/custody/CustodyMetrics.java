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

    private final MeterRegistry registry;
    private final Counter events;

    /** Registers its meters. */
    public CustodyMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.events = Counter.builder("wardlog.custody.events").register(registry);
    }

    void judged(Judgement judgement, int eventCount) {
        String kind = judgement.kind().name().toLowerCase(Locale.ROOT);
        count("wardlog.custody.batches", "kind", kind);
        if (judgement.kind() != Judgement.Kind.RESENT) {
            events.increment(eventCount);
        }
        judgement.alerts().forEach(this::alerted);
    }

    void marked(List<QuarantineMark> marks) {
        marks.forEach(mark -> count("wardlog.custody.quarantined", "code", mark.code()));
    }

    void deadLetter(ErrorCode code) {
        LOG.atError().addKeyValue("code", code.code()).log("batch_dead_lettered");
        count("wardlog.custody.dead.letters", "code", code.code());
    }

    void alerted(Alert alert) {
        LOG.atWarn()
                .addKeyValue("code", alert.code().code())
                .addKeyValue("agent", alert.tenantId() + "/" + alert.agentId())
                .addKeyValue("detail", alert.detail())
                .log("custody_alert");
        count("wardlog.custody.alerts", "code", alert.code().code());
    }

    void unforeseen(RuntimeException failure) {
        LOG.atError().setCause(failure).log("custody_unforeseen");
    }

    private void count(String name, String tag, String value) {
        Counter.builder(name).tag(tag, value).register(registry).increment();
    }
}

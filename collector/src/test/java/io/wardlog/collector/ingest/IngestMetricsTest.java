package io.wardlog.collector.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.wardlog.error.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IngestMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final InFlightBudget budget = new InFlightBudget(1_000);
    private final IngestMetrics metrics = new IngestMetrics(registry, budget);

    @Test
    void whatTheOperatorsPageNamesIsThere() {
        AdmittedBatch batch = new AdmittedBatch("tenant-a/gateway-1", new byte[100], new byte[10], 3, 1);
        for (int i = 0; i < 100; i++) {
            metrics.received(batch, Duration.ofMillis(i < 95 ? 10 : 2_000).toNanos());
        }
        metrics.refused(ErrorCode.ROOT_MISMATCH);
        metrics.putOff("tenant-a", "agent");
        assertThat(budget.tryTake(70)).isTrue();
        assertThat(value("wardlog_ingest_receipt_p99_seconds")).isBetween(1.9, 2.2);
        assertThat(value("wardlog_ingest_receipt_seconds_count")).isEqualTo(100);
        assertThat(registry.scrape()).contains("wardlog_ingest_receipt_seconds_bucket{le=");
        assertThat(value("wardlog_ingest_events_total")).isEqualTo(300);
        assertThat(value("wardlog_ingest_quarantined_events_total")).isEqualTo(100);
        assertThat(value("wardlog_ingest_frames_bytes_total")).isEqualTo(10_000);
        assertThat(value("wardlog_ingest_tenant_events_total{tenant=\"tenant-a\"}"))
                .isEqualTo(300);
        assertThat(value("wardlog_ingest_tenant_frames_bytes_total{tenant=\"tenant-a\"}"))
                .isEqualTo(10_000);
        assertThat(value("wardlog_ingest_tenant_put_off_total{scope=\"agent\",tenant=\"tenant-a\"}"))
                .isEqualTo(1);
        assertThat(value("wardlog_ingest_in_flight_bytes")).isEqualTo(70);
        assertThat(value("wardlog_ingest_refusals_total{code=\"root_mismatch\"}"))
                .isEqualTo(1);
    }

    private double value(String metric) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(metric + " is missing"));
    }
}

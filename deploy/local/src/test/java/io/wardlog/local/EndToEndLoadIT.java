package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A steady rate from devices to search, everything on one machine: nothing is lost or doubled, and how long it takes until an acknowledged event is found.
 * {@code -Dwardlog.load.seconds=600}; figures go to {@code target/load/end-to-end.md}.
 */
@EnabledIfSystemProperty(named = "wardlog.load.seconds", matches = "[0-9]+")
class EndToEndLoadIT {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("wardlog.load.seconds", 60));
    private static final Duration RAMP = Duration.ofSeconds(Math.min(60, LENGTH.toSeconds() / 3));
    private static final double RATE = Long.getLong("wardlog.load.rate", 1_000);
    private static final int IN_FLIGHT = 20;
    private static final int CONNECTIONS = Integer.getInteger("wardlog.load.connections", 100);

    @Test
    void everyAcknowledgedEventIsFoundOnceAndSoon() throws Exception {
        LoadFigures figures = new LoadFigures("end-to-end");
        try (LoadStack stack = LoadStack.start(CONNECTIONS, true)) {
            Map<String, Double> before = LoadFigures.processorSeconds(stack.costs());
            LoadProcess load = stack.load("load", new LoadProcess.Demand(RATE, CONNECTIONS, IN_FLIGHT, RAMP, LENGTH));
            SearchProbe.Result found;
            AlertProbe.Result alerts;
            JsonNode summary;
            Map<String, Double> warm;
            try (Timeline timeline = new Timeline(stack);
                    AlertProbe alertProbe = new AlertProbe(stack.paperAgent(), stack.addresses.kafka(), RAMP);
                    SearchProbe probe = new SearchProbe(
                            stack.addresses.openSearch(), load.acknowledged(), (int) (RATE / 20), RAMP)) {
                summary = load.await(LENGTH);
                alerts = alertProbe.finish();
                timeline.finish(Path.of("target/load/end-to-end-seconds.csv"));
                found = probe.finish();
                figures.load(summary);
                figures.line("- waiting at a time, at most: %s", timeline.mostWaiting());
                warm = timeline.warmMicros();
            }
            assertThat(stack.awaitSettled(Duration.ofMinutes(5))).isTrue();
            figures.line(
                    "- agent: start to ready %.1f s, asked every 0.2 s",
                    stack.agentStart().toMillis() / 1000.0);
            figures.cost(stack.costs(), before, summary.path("acknowledged").asLong());
            figures.line("- CPU µs an event over the second half: %s", LoadFigures.rounded(warm));
            figures.line(
                    "- PUBACK to found in OpenSearch, s: p50 %.2f, p99 %.2f (second half %.2f), max %.2f, in the first %d"
                            + " s max %.2f (%,d sampled, asked at least every %.2f s)",
                    found.p50(),
                    found.p99(),
                    found.p99SecondHalf(),
                    found.max(),
                    RAMP.toSeconds(),
                    found.maxWarmingUp(),
                    found.found(),
                    found.resolution());
            figures.line(
                    "- batch sent to alert read from Kafka, s: p50 %.2f, p99 %.2f, max %.2f (%,d, one a second; %d never came)",
                    alerts.p50(), alerts.p99(), alerts.max(), alerts.count(), alerts.lost());
            Path export = stack.layout.export();
            stack.probe.download(stack.addresses.api() + "/v1/export?tenantId=" + DemoNames.TENANT, export);
            ExportCheck check = ExportCheck.of(export, List.of(load.acknowledged()));
            figures.line("- export: %s", check.toText());
            ArchiveCheck archive = ArchiveCheck.of(stack.layout.archive(), load.acknowledged());
            figures.line("- archive: %s", archive.toText());
            int verdict = stack.verify(export.toString());
            figures.line("- wardlog verify of the export: exit code %d", verdict);
            goals(figures, stack, warm, found);
            figures.goal(
                    "P7",
                    "alert, p99 ≤ 1 s",
                    alerts.lost() == 0 && alerts.p99() <= 1,
                    "%.2f s, p50 %.2f s",
                    alerts.p99(),
                    alerts.p50());
            figures.publish();
            assertThat(summary.path("complete").asBoolean()).isTrue();
            assertThat(found.lost()).isZero();
            assertThat(alerts.lost()).isZero();
            assertThat(check.exactlyOnce()).as(check.toText()).isTrue();
            assertThat(archive.exactlyOnce()).as(archive.toText()).isTrue();
            assertThat(verdict).isZero();
        }
    }

    private static void goals(LoadFigures figures, LoadStack stack, Map<String, Double> warm, SearchProbe.Result found)
            throws IOException {
        String at = "at %,.0f events/s over %,d s, the second half".formatted(RATE, LENGTH.toSeconds());
        double agent = warm.get("agent");
        figures.goal(
                "P5", "whole agent, MQTT in to receipt: about 4 µs CPU an event", agent <= 4, "%.0f µs %s", agent, at);
        figures.goal("P6", "collector, whole, CPU an event", false, "%.0f µs %s", warm.get("collector"), at);
        figures.goal(
                "P7",
                "edge to searchable, p99 ≤ 2 s at 1,000 events/s",
                found.lost() == 0 && found.p99() <= 2 && RATE >= 1_000,
                "%.2f s (second half %.2f s) at %,.0f events/s over %,d s, the first %,d s left out",
                found.p99(),
                found.p99SecondHalf(),
                RATE,
                LENGTH.toSeconds(),
                RAMP.toSeconds());
        double resident = stack.costs().get("agent").residentMegabytes();
        double start = stack.agentStart().toMillis() / 1000.0;
        figures.goal(
                "P9",
                "agent: resident ≤ 160 MB, start ≤ 2 s",
                resident <= 160 && start <= 2,
                "%.0f MB with %,d connections, %.1f s",
                resident,
                CONNECTIONS,
                start);
    }
}

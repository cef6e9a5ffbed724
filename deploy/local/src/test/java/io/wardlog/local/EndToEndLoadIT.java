package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
            JsonNode summary;
            try (Waiting waiting = new Waiting(stack);
                    SearchProbe probe = new SearchProbe(
                            stack.addresses.openSearch(), load.acknowledged(), (int) (RATE / 20), RAMP)) {
                summary = load.await(LENGTH);
                found = probe.finish();
                figures.load(summary);
                waiting.finish(figures, Path.of("target/load/end-to-end-waiting.csv"));
            }
            assertThat(stack.awaitSettled(Duration.ofMinutes(5))).isTrue();
            figures.line(
                    "- agent: start to ready %.1f s, asked every 0.2 s",
                    stack.agentStart().toMillis() / 1000.0);
            figures.cost(stack.costs(), before, summary.path("acknowledged").asLong());
            figures.line(
                    "- PUBACK to found in OpenSearch, s: p50 %.2f, p99 %.2f, max %.2f, in the first %d s max %.2f (%,d sampled, asked at least every %.2f s)",
                    found.p50(),
                    found.p99(),
                    found.max(),
                    RAMP.toSeconds(),
                    found.maxWarmingUp(),
                    found.found(),
                    found.resolution());
            Path export = stack.layout.export();
            stack.probe.download(stack.addresses.api() + "/v1/export?tenantId=" + DemoNames.TENANT, export);
            ExportCheck check = ExportCheck.of(export, List.of(load.acknowledged()));
            figures.line("- export: %s", check.toText());
            ArchiveCheck archive = ArchiveCheck.of(stack.layout.archive(), load.acknowledged());
            figures.line("- archive: %s", archive.toText());
            int verdict = stack.verify(export.toString());
            figures.line("- wardlog verify of the export: exit code %d", verdict);
            figures.publish();
            assertThat(summary.path("complete").asBoolean()).isTrue();
            assertThat(found.lost()).isZero();
            assertThat(check.exactlyOnce()).as(check.toText()).isTrue();
            assertThat(archive.exactlyOnce()).as(archive.toText()).isTrue();
            assertThat(verdict).isZero();
        }
    }
}

package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Many connected devices and a rate into Kafka and archive, everything on one machine: for each rate whether it is held, and that nothing is lost or
 * doubled at any. {@code -Dwardlog.load.seconds=600 -Dwardlog.load.rates=2000:60,4000}: each rate over so many seconds, or over its own; figures go to
 * {@code target/load/sustained.md}.
 */
@EnabledIfSystemProperty(named = "wardlog.load.seconds", matches = "[0-9]+")
class SustainedLoadIT {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("wardlog.load.seconds", 60));
    private static final String RATES = System.getProperty("wardlog.load.rates", "1000,2000,4000,8000,10000");
    /** A device waits for its last answer but one. */
    private static final int IN_FLIGHT = 2;

    private static final int CONNECTIONS = Integer.getInteger("wardlog.load.connections", 10_000);
    /** Held: this much later at most everything is in the archive, which writes a file every 5 s. */
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(20);

    private static final double HELD_P99_MILLIS = 1_000;

    /** A rate, and for how long it is asked for; it grows from nothing over {@code ramp}. */
    private record Step(double rate, Duration ramp, Duration length) {
        static Step of(String text) {
            String[] parts = text.split(":");
            long seconds = parts.length > 1 ? Long.parseLong(parts[1]) : LENGTH.toSeconds();
            Duration ramp = Duration.ofSeconds(Math.min(60, seconds / 3));
            return new Step(Double.parseDouble(parts[0]), ramp, Duration.ofSeconds(seconds));
        }
    }

    @Test
    void nothingIsLostAtAnyRateAndTheHighestThatIsHeldIsShown() throws Exception {
        LoadFigures figures = new LoadFigures("sustained");
        Step held = null;
        try (LoadStack stack = LoadStack.start(CONNECTIONS, false)) {
            for (Step step : Arrays.stream(RATES.split(",")).map(Step::of).toList()) {
                if (!holds(stack, step, figures)) {
                    break;
                }
                held = step;
            }
            publish(figures, held);
            int verdict = stack.verify("--archive", stack.layout.archive().toString());
            figures.line("- wardlog verify of the archive: exit code %d", verdict);
            assertThat(verdict).isZero();
        } finally {
            figures.publish();
        }
    }

    private static void publish(LoadFigures figures, Step held) {
        double rate = held == null ? 0 : held.rate();
        long seconds = held == null ? 0 : held.length().toSeconds();
        figures.line("Highest rate held with %,d connections: %,.0f events/s over %,d s", CONNECTIONS, rate, seconds);
        figures.goal(
                "P13",
                "10,000 devices, ≥ 10,000 events/s, nothing lost",
                CONNECTIONS >= 10_000 && rate >= 10_000 && seconds >= 600,
                "%,d devices; highest rate held of %s: %,.0f events/s over %,d s",
                CONNECTIONS,
                RATES,
                rate,
                seconds);
    }

    private static boolean holds(LoadStack stack, Step step, LoadFigures figures) throws Exception {
        Map<String, Double> before = LoadFigures.processorSeconds(stack.costs());
        LoadProcess load = stack.load(
                "load-%.0f-%d".formatted(step.rate(), step.length().toSeconds()),
                new LoadProcess.Demand(step.rate(), CONNECTIONS, IN_FLIGHT, step.ramp(), step.length()));
        JsonNode summary;
        Map<String, Double> warm;
        try (Timeline timeline = new Timeline(stack)) {
            summary = load.await(step.length());
            timeline.finish(Path.of("target/load/sustained-%.0f-seconds.csv".formatted(step.rate())));
            warm = timeline.warmMicros();
        }
        long ended = System.nanoTime();
        boolean settled = stack.awaitSettled(Duration.ofMinutes(10));
        double settling = (System.nanoTime() - ended) / 1e9;
        figures.load(summary);
        figures.cost(stack.costs(), before, summary.path("acknowledged").asLong());
        ArchiveCheck archive = ArchiveCheck.of(stack.layout.archive(), load.acknowledged());
        figures.line("- in the archive %.1f s behind the last; %s", settling, archive.toText());
        boolean held = summary.path("complete").asBoolean()
                && settled
                && settling <= SETTLED_WITHIN.toSeconds()
                && summary.path("latencyMs").path("p99").asDouble() <= HELD_P99_MILLIS;
        figures.line("- %s", held ? "held" : "NOT held");
        figures.line("- CPU µs an event over the second half: %s", LoadFigures.rounded(warm));
        figures.line("");
        if (held) {
            figures.sizing(warm, archive.bytesPerRow());
        }
        assertThat(settled).isTrue();
        assertThat(archive.exactlyOnce()).as(archive.toText()).isTrue();
        return held;
    }
}

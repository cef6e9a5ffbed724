package io.wardlog.local.bench;

import io.wardlog.local.bench.EdgeBench.Case;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A result as Markdown, which also reads well in a terminal. */
record EdgeTable(EdgeResult result, Setting setting) {

    String toMarkdown() {
        EdgeBench.Plan plan = result.plan();
        StringBuilder page = new StringBuilder();
        line(page, "Machine: %s.", setting.toText());
        line(
                page,
                "%d rounds of %.0f s each behind %.0f s of warm-up, each agent before all of them for %.0f s under load. %d connections, MQTT 5, QoS 1,"
                        + " loopback without TLS. An event has %,d bytes.",
                plan.rounds(),
                plan.length().toMillis() / 1000.0,
                plan.warmUp().toMillis() / 1000.0,
                plan.cold().toMillis() * 1.5 / 1000.0,
                plan.connections(),
                result.eventBytes());
        line(page, "");
        line(page, "| who | in flight | events/s | CPU µs an event | p50, ms | p99, ms |");
        line(page, "| --- | --- | --- | --- | --- | --- |");
        for (Map.Entry<Case, List<Measurement>> each : result.rounds().entrySet()) {
            List<Measurement> rounds = each.getValue();
            line(
                    page,
                    "| %s | %d | %s | %s | %s | %s |",
                    each.getKey().contender(),
                    each.getKey().inFlight(),
                    Spread.of(rounds, Measurement::perSecond).toText("%,.0f"),
                    Spread.of(rounds, Measurement::micros).toText("%.1f"),
                    Spread.of(rounds, Measurement::p50).toText("%.1f"),
                    Spread.of(rounds, Measurement::p99).toText("%.1f"));
        }
        line(
                page,
                "| one SHA-256 of the event | | | %s | | |",
                result.hashMicros().toText("%.2f"));
        line(page, "");
        line(page, "| no. | goal | figure | reached |");
        line(page, "| --- | --- | --- | --- |");
        for (EdgeResult.Goal goal : result.goals()) {
            line(
                    page,
                    "| %s | %s | %s | %s |",
                    goal.number(),
                    goal.goal(),
                    goal.ratio().toText("%.2f"),
                    goal.reached() ? "yes" : "no");
        }
        return page.toString();
    }

    private static void line(StringBuilder page, String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

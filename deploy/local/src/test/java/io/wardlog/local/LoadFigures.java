package io.wardlog.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.cost.ProcessCost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A campaign's figures, as a page below {@code target/load} and on the console. */
final class LoadFigures {
    private static final List<Integer> SIZES = List.of(1_000, 10_000, 100_000);
    private static final double BUSY = 0.7;

    private final String name;
    private final StringBuilder page = new StringBuilder();
    private final StringBuilder goals = new StringBuilder();

    LoadFigures(String name) {
        this.name = name;
        line("# %s", name);
        line("");
    }

    void line(String format, Object... values) {
        page.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** A row of the table in docs/performance.md. */
    void goal(String number, String goal, boolean reached, String format, Object... values) {
        goals.append("| %s | %s | %s | %s |%n"
                .formatted(number, goal, String.format(Locale.ROOT, format, values), reached ? "yes" : "no"));
    }

    /** The load's own summary, which carries the machine line. */
    void load(JsonNode summary) {
        JsonNode latency = summary.path("latencyMs");
        JsonNode machine = summary.path("machine");
        line("## %s", summary.path("title").asText());
        line("");
        line(
                "- machine: %s, %d cores, %d GB, %s, %s",
                machine.path("processor").asText(),
                machine.path("cores").asInt(),
                machine.path("memoryGigabytes").asLong(),
                machine.path("kernel").asText(),
                machine.path("jdk").asText());
        line(
                "- due %,d, acknowledged %,d, refused %,d, unanswered %,d, connections lost %,d",
                summary.path("due").asLong(),
                summary.path("acknowledged").asLong(),
                summary.path("refused").asLong(),
                summary.path("unanswered").asLong(),
                summary.path("connectionsLost").asLong());
        line(
                "- due to PUBACK, ms: p50 %.1f, p99 %.1f, p99.9 %.1f, max %.1f",
                latency.path("p50").asDouble(),
                latency.path("p99").asDouble(),
                latency.path("p99.9").asDouble(),
                latency.path("max").asDouble());
    }

    /** What each process has cost at this moment. */
    static Map<String, Double> processorSeconds(Map<String, ProcessCost> costs) throws IOException {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Map.Entry<String, ProcessCost> cost : costs.entrySet()) {
            seconds.put(cost.getKey(), cost.getValue().processorSeconds());
        }
        return seconds;
    }

    /** As text for people. */
    static String rounded(Map<String, Double> micros) {
        return micros.entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%s %.0f", each.getKey(), each.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** What each process cost since then, for so many events. */
    void cost(Map<String, ProcessCost> costs, Map<String, Double> since, long events) throws IOException {
        for (Map.Entry<String, ProcessCost> cost : costs.entrySet()) {
            double spent = cost.getValue().processorSeconds() - since.getOrDefault(cost.getKey(), 0.0);
            line(
                    "- %s: %.0f CPU µs an event (%.1f s), %.0f MB resident",
                    cost.getKey(), spent * 1e6 / events, spent, cost.getValue().residentMegabytes());
        }
    }

    /**
     * What hospitals of several sizes need, computed from what an event cost here: cores of this kind, each busy to seven tenths at most, and
     * what the archive grows by.
     */
    void sizing(Map<String, Double> micros, double archiveBytes) {
        line("| events/s | %s | archive, GB a day |", String.join(" | ", micros.keySet()));
        line("| --- |%s --- |", " --- |".repeat(micros.size()));
        for (int rate : SIZES) {
            String cores = micros.values().stream()
                    .map(each -> cores(rate * each / 1e6 / BUSY))
                    .collect(Collectors.joining(" | "));
            line("| %,d | %s | %,.0f |", rate, cores, rate * archiveBytes * 86_400 / 1e9);
        }
        line("");
    }

    /** With one digit more below a whole core, so that a little is not nothing. */
    private static String cores(double cores) {
        return String.format(Locale.ROOT, cores < 1 ? "%.2f" : "%.1f", cores);
    }

    /** Writes the page and shows it. */
    void publish() throws IOException {
        if (!goals.isEmpty()) {
            page.append("\n| no. | goal | figure | reached |\n| --- | --- | --- | --- |\n")
                    .append(goals);
        }
        Path file = Files.createDirectories(Path.of("target/load")).resolve(name + ".md");
        Files.writeString(file, page);
        System.out.println(page);
    }
}

package io.wardlog.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * One look a second while load runs: events that the agent wrote, what waits before each stage (from the processes' own metrics), and what each
 * process has cost. Shows which stage does not keep up, and what an event costs when the processes are warm.
 */
final class Timeline implements AutoCloseable {
    private final LoadStack stack;
    private final List<Second> seconds = new ArrayList<>();
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "timeline"));

    private record Second(double events, Map<String, Double> waiting, Map<String, Double> processorSeconds) {}

    Timeline(LoadStack stack) {
        this.stack = stack;
        clock.scheduleAtFixedRate(this::look, 0, 1, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            Map<String, Double> waiting = new LinkedHashMap<>();
            waiting.put("agent", stack.agent("wardlog_agent_backlog_events"));
            for (String role : stack.roles()) {
                waiting.put(role, stack.lag(role));
            }
            seconds.add(new Second(
                    stack.agent("wardlog_agent_journal_events_total"),
                    waiting,
                    LoadFigures.processorSeconds(stack.costs())));
        } catch (IOException | InterruptedException | RuntimeException e) {
            failed.completeExceptionally(e);
            clock.shutdown();
        }
    }

    /** Stops looking, and writes all seconds to a file. */
    void finish(Path csv) throws Exception {
        close();
        if (failed.isDone()) {
            failed.get();
        }
        Files.createDirectories(csv.toAbsolutePath().getParent());
        Files.writeString(
                csv,
                seconds.stream()
                        .map(second -> second.events() + "," + second.waiting() + "," + second.processorSeconds())
                        .collect(Collectors.joining("\n")));
    }

    /** How much waited at most before each stage. */
    String mostWaiting() {
        Map<String, Double> most = new LinkedHashMap<>();
        for (Second second : seconds) {
            // A role that does not know yet says NaN
            second.waiting().forEach((stage, count) -> most.merge(stage, count.isNaN() ? 0 : count, Math::max));
        }
        return most.entrySet().stream()
                .map(stage -> String.format(Locale.ROOT, "%s %,.0f", stage.getKey(), stage.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** Processor time of each process for one event, in µs, over the second half. */
    Map<String, Double> warmMicros() {
        Second from = seconds.get(seconds.size() / 2);
        Second to = seconds.get(seconds.size() - 1);
        Map<String, Double> micros = new LinkedHashMap<>();
        to.processorSeconds()
                .forEach((process, spent) -> micros.put(
                        process, (spent - from.processorSeconds().get(process)) * 1e6 / (to.events() - from.events())));
        return micros;
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdown();
        if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a question for metrics hangs");
        }
    }
}

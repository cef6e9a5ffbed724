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

/** Where events wait on their way, once a second, from the processes' own metrics: shows which stage does not keep up. */
final class Waiting implements AutoCloseable {
    private final LoadStack stack;
    private final List<Map<String, Double>> seconds = new ArrayList<>();
    private final CompletableFuture<Void> failed = new CompletableFuture<>();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "waiting"));

    Waiting(LoadStack stack) {
        this.stack = stack;
        clock.scheduleAtFixedRate(this::look, 0, 1, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            Map<String, Double> now = new LinkedHashMap<>();
            now.put("agent", stack.agent("wardlog_agent_backlog_events"));
            for (String role : stack.roles()) {
                now.put(role, stack.lag(role));
            }
            seconds.add(now);
        } catch (IOException | InterruptedException | RuntimeException e) {
            failed.completeExceptionally(e);
            clock.shutdown();
        }
    }

    /** Stops looking, says how much waited at most at each stage, and writes all seconds to a file. */
    void finish(LoadFigures figures, Path csv) throws Exception {
        close();
        if (failed.isDone()) {
            failed.get();
        }
        Map<String, Double> most = new LinkedHashMap<>();
        StringBuilder rows = new StringBuilder();
        for (Map<String, Double> second : seconds) {
            second.forEach((stage, count) -> most.merge(stage, Double.isNaN(count) ? 0 : count, Math::max));
            rows.append(second.values()).append('\n');
        }
        Files.createDirectories(csv.toAbsolutePath().getParent());
        Files.writeString(csv, most.keySet() + "\n" + rows);
        List<String> words = new ArrayList<>();
        most.forEach((stage, count) -> words.add(String.format(Locale.ROOT, "%s %,.0f", stage, count)));
        figures.line(
                "- waiting at a time, at most: %s (agent: events; custody: batches; others: records)",
                String.join(", ", words));
    }

    @Override
    public void close() throws InterruptedException {
        clock.shutdown();
        if (!clock.awaitTermination(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a question for metrics hangs");
        }
    }
}

package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * An agent whose collector has been away for long is killed: how soon it takes messages again, and that nothing is missing of what it has kept. {@code
 * -Dwardlog.load.backlog=10000000}; figures go to {@code target/load/backlog-restart.md}.
 */
@EnabledIfSystemProperty(named = "wardlog.load.backlog", matches = "[0-9]+")
class BacklogRestartIT {
    private static final long BACKLOG = Long.getLong("wardlog.load.backlog", 1_000_000);
    private static final double RATE = Long.getLong("wardlog.load.rate", 20_000);
    private static final int CONNECTIONS = 100;
    private static final int IN_FLIGHT = 200;
    private static final Duration RAMP = Duration.ofSeconds(20);
    private static final Duration ROUND = Duration.ofSeconds(120);

    @Test
    void takesMessagesSoonAndKeepsAllItHad() throws Exception {
        LoadFigures figures = new LoadFigures("backlog-restart");
        try (LoadStack stack = LoadStack.startWithoutCollector(CONNECTIONS)) {
            double empty = stack.agentStart().toMillis() / 1000.0;
            long acknowledged = fill(stack, figures);
            double waiting = stack.agent("wardlog_agent_backlog_events");
            assertThat(waiting).isGreaterThanOrEqualTo(acknowledged);

            stack.killAndRestartAgent();

            double again = stack.agentStart().toMillis() / 1000.0;
            double kept = stack.agent("wardlog_agent_backlog_events");
            figures.line("- start to taking messages: %.1f s with an empty journal", empty);
            figures.line("- killed with %,.0f events unsent; start to taking messages again: %.1f s", waiting, again);
            figures.line("- agent: %.0f MB resident", stack.costs().get("agent").residentMegabytes());
            figures.goal(
                    "P9",
                    "restart over a backlog of 10,000,000 events: accepting in ≤ 3 s",
                    waiting >= 10_000_000 && again <= 3,
                    "%.1f s over %,.0f events (empty %.1f s)",
                    again,
                    waiting,
                    empty);
            assertThat(kept).isGreaterThanOrEqualTo(waiting);
        } finally {
            figures.publish();
        }
    }

    private static long fill(LoadStack stack, LoadFigures figures) throws Exception {
        long acknowledged = 0;
        for (int round = 1; acknowledged < BACKLOG; round++) {
            LoadProcess load =
                    stack.load("fill-" + round, new LoadProcess.Demand(RATE, CONNECTIONS, IN_FLIGHT, RAMP, ROUND));
            JsonNode summary = load.await(ROUND);
            figures.load(summary);
            long taken = summary.path("acknowledged").asLong();
            assertThat(taken).isPositive();
            acknowledged += taken;
        }
        return acknowledged;
    }
}

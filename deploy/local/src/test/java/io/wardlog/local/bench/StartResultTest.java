package io.wardlog.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartResultTest {
    private static final StartResult.Work WORK = new StartResult.Work(
            new StartResult.Memory(150.4, 40, 170), new Measurement(180_000, 1000, 60, 2, 12.5, true));

    private static StartResult result(double rate, Optional<StartResult.Restart> restart) {
        StartBench.Plan plan =
                new StartBench.Plan(3, 100, rate, Duration.ofSeconds(60), Duration.ofSeconds(180), 0, List.of());
        List<StartResult.Start> starts = List.of(
                new StartResult.Start(1.9, 3), new StartResult.Start(2.5, 3.5), new StartResult.Start(1.7, 2.9));
        return new StartResult(plan, starts, WORK, restart);
    }

    @Test
    void theMedianCountsAndAllIsShown() {
        assertThat(result(1000, Optional.empty()).toText())
                .contains("| empty journal, 3 times | 1.90 (1.70 to 2.50) | 3.00 (2.90 to 3.50) |")
                .contains("| 100 | 1,000 | 150 | 40 | 170 | 60 | 12.5 |")
                .contains("| P9 | start to open ports ≤ 2 s | 1.90 s | yes |")
                .contains("| 150 MB | yes |")
                .doesNotContain("backlog");
    }

    @Test
    void aGoalIsReachedOnlyByWhatItAsksFor() {
        StartResult.Restart small = new StartResult.Restart(9_999_999, new StartResult.Start(2, 4));
        assertThat(result(999, Optional.of(small)).toText())
                .contains("| 150 MB | no |")
                .contains("| 2.00 s over 9,999,999 | no |");
        StartResult.Restart late = new StartResult.Restart(10_000_000, new StartResult.Start(3.1, 4));
        assertThat(result(1000, Optional.of(late)).toText()).contains("| 3.10 s over 10,000,000 | no |");
    }

    @Test
    void theLastStartInALogCounts() throws Exception {
        assertThat(
                        Readiness.last(
                                List.of(
                                        "2026-11-27T10:00:00.000Z INFO  i.w.e.EdgeAgent agent_ready ports=\"{}\" processorMillis=3400",
                                        "2026-11-27T10:00:01.000Z INFO  i.w.e.EdgeAgent agent_stopped",
                                        "2026-11-27T10:00:09.250Z INFO  i.w.e.EdgeAgent agent_ready ports=\"{}\" processorMillis=2900 x=1")))
                .isEqualTo(new Readiness(Instant.parse("2026-11-27T10:00:09.250Z"), 2.9));
        assertThatThrownBy(() -> Readiness.last(List.of("agent_ready"))).isInstanceOf(IOException.class);
    }
}

package io.wardlog.edge.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.config.HostPort;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Check {@code agent}: whether an agent runs, and what it says of itself.
 *
 * @param at where it is asked
 * @param status what it answered, absent when none answers
 */
public record AgentCheck(HostPort at, Optional<JsonNode> status) implements Check {

    private static final String NAME = "agent";

    @Override
    public void look(Consumer<Diagnosis> say) {
        say.accept(status.map(AgentCheck::runs)
                .orElseGet(() -> Diagnosis.ok(NAME, "does not run: none answers at " + at)));
    }

    private static Diagnosis runs(JsonNode status) {
        List<String> codes = status.path("findings").findValuesAsText("code");
        String runs = "runs, version " + status.path("version").asText();
        return codes.isEmpty()
                ? Diagnosis.ok(NAME, runs + ", and says that all is well")
                : Diagnosis.warning(
                        NAME,
                        runs + ", and says what is wrong: " + String.join(", ", codes),
                        "wardlog agent status says what to do about each");
    }
}

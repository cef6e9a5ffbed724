package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OlderConfigTest {
    private static final List<String> CONFIG = List.of(
            "agentId: gateway-1",
            "novelty:",
            "  depth: 3",
            "  more:",
            "    width: 4",
            "journal:",
            "  quota: 2GiB",
            "  colour: blue",
            "status:",
            "  listen: 127.0.0.1:1");

    @Test
    void unknownKeysGoWithEverythingBelowThem() {
        String said = """
                wardlog: agent.yaml: 2 problems
                  line 2: novelty: is not a known key. Remove it.
                  line 8: journal.colour: is not a known key. Did you mean `quota`?.
                """;
        assertThat(OlderConfig.without(CONFIG, said))
                .containsExactly("agentId: gateway-1", "journal:", "  quota: 2GiB", "status:", "  listen: 127.0.0.1:1");
    }

    @Test
    void whatIsWrongOtherwiseStays() {
        assertThat(OlderConfig.without(CONFIG, "  line 7: journal.quota: is out of range: 2GiB. Take less."))
                .isEqualTo(CONFIG);
    }
}

package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.testkit.YamlSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The agent's configuration: whole, or problems that each say what to do. */
class EdgeConfigFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        return YamlSeeds.of(Files.readAllBytes(Path.of("src/main/config/agent.example.yaml")));
    }

    @Override
    protected int mutations() {
        return 100;
    }

    @Override
    protected void parse(byte[] input) {
        try {
            ConfigLoader.Source source = new ConfigLoader.Source("agent.yaml", Path.of("/etc/wardlog"), input);
            assertThat(ConfigLoader.parse(EdgeConfig.class, source, Map.of(), EdgeConfig.ENVIRONMENT_PREFIX))
                    .isNotNull();
        } catch (ConfigException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allMatch(problem -> !problem.fix().isBlank());
        }
    }
}

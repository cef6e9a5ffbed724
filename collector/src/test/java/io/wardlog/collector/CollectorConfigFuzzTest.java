package io.wardlog.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.collector.register.RegisterConfig;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.testkit.YamlSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The collector's configuration and its register: whole, or problems that each say what to do. */
class CollectorConfigFuzzTest extends FuzzedParser {

    private static final Path EXAMPLES = Path.of("src/main/config");

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        return Stream.concat(
                YamlSeeds.of(Files.readAllBytes(EXAMPLES.resolve("collector.example.yaml"))),
                YamlSeeds.of(Files.readAllBytes(EXAMPLES.resolve("register.example.yaml"))));
    }

    @Override
    protected int mutations() {
        return 100;
    }

    @Override
    protected void parse(byte[] input) {
        load(CollectorConfig.class, input);
        load(RegisterConfig.class, input);
    }

    private static <T extends Record> void load(Class<T> type, byte[] input) {
        try {
            ConfigLoader.Source source = new ConfigLoader.Source("fuzz", Path.of("/etc/wardlog"), input);
            assertThat(ConfigLoader.parse(type, source, Map.of(), "FUZZ")).isNotNull();
        } catch (ConfigException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allMatch(problem -> !problem.fix().isBlank());
        }
    }
}

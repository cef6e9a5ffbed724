package io.wardlog.edge.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.config.ConfigException;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.testkit.YamlSeeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A device directory: devices, or problems that each say what to do. */
class DirectoryFuzzTest extends FuzzedParser {

    private static final DeviceDirectory.Owner OWNER = new DeviceDirectory.Owner("acme", "agent-1");
    private static final Path FILE = Path.of("devices.yaml");

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        String small = "devices:\n  pump-1: {type: infusion_pump, addresses: ['::1', 10.0.0.1]}\n"
                + "limits: {infusion_pump: {events: 5/s}}\n";
        return Stream.concat(
                YamlSeeds.of(Files.readAllBytes(Path.of("src/main/config/devices.example.yaml"))),
                Stream.of(small.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    protected int mutations() {
        return 300;
    }

    @Override
    protected void parse(byte[] input) {
        try {
            assertThat(DirectoryReader.parse(FILE, input, OWNER)).isNotNull();
        } catch (ConfigException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allMatch(problem -> !problem.fix().isBlank());
        }
    }
}

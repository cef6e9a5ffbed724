package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.HostPort;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.journal.JournalLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EdgeConfigTest {

    private static final Path EXAMPLE = Path.of("src/main/config/agent.example.yaml");

    private static EdgeConfig parse(String yaml) {
        ConfigLoader.Source source =
                new ConfigLoader.Source("agent.yaml", Path.of("/etc/wardlog"), yaml.getBytes(StandardCharsets.UTF_8));
        return ConfigLoader.parse(EdgeConfig.class, source, Map.of(), EdgeConfig.ENVIRONMENT_PREFIX);
    }

    private static String example() throws Exception {
        return Files.readString(EXAMPLE);
    }

    @Test
    void theExampleIsWholeAndItsDirectoryToo() throws Exception {
        EdgeConfig config = parse(example());
        assertThat(config.identity().agentId()).isEqualTo("gateway-icu-1");
        assertThat(config.devices()).isEqualTo(Path.of("/etc/wardlog/devices.example.yaml"));
        assertThat(config.mqtt().orElseThrow().ports().tls().orElseThrow().port())
                .isEqualTo(8883);
        assertThat(config.journal().limits()).isEqualTo(JournalLimits.DEFAULT);
        DeviceDirectory devices = DeviceDirectory.open(
                EXAMPLE.resolveSibling("devices.example.yaml"), new DeviceDirectory.Owner("acme", "gateway-icu-1"));
        assertThat(devices.size()).isEqualTo(5);
    }

    @Test
    void whatIsLeftOutHasItsDefault() throws Exception {
        String sections = example()
                .replaceAll(
                        "(?m)^ *(#.*|quota:.*|segment:.*|criticalReserve:.*|kind:.*|listen:.*|deviceSilentAfter:.*|uplinkSilentAfter:.*)\n",
                        "");
        EdgeConfig config = parse(sections.replaceAll("(?m)^(journal|status):.*\n", ""));
        assertThat(config.journal().limits()).isEqualTo(JournalLimits.DEFAULT);
        assertThat(config.status().listen()).hasToString("127.0.0.1:9464");
    }

    @Test
    void everyMistakeIsNamedWithItsLine() throws Exception {
        String wrong = example()
                .replace("receiveMaximum: 256", "receiveMaximum: 0")
                .replace("maxInFlight", "maxInFlght")
                .replace("url: https", "url: http");
        assertThatThrownBy(() -> parse(wrong))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        failure -> assertThat(failure.problems())
                                .extracting(problem -> problem.key())
                                .contains("mqtt.receiveMaximum", "tcp.maxInFlght", "collector"));
    }

    @Test
    void anAgentWithoutAWayInOrWithTlsAndNoCertificateIsRefused() throws Exception {
        String noWayIn = example().replaceAll("(?m)^ +(plain|tls): .*\n", "").replaceAll("(?m)^file:\n(  .*\n)+", "");
        assertThatThrownBy(() -> parse(noWayIn)).hasMessageContaining("no way in");
        String noCertificate = example().replaceAll("(?m)^tls:\n(  .*\n)+", "");
        assertThatThrownBy(() -> parse(noCertificate)).hasMessageContaining("section tls is missing");
        assertThat(List.of(noWayIn, noCertificate)).doesNotContain(example());
    }

    private static EdgeConfig withCollector(String... lines) throws Exception {
        return parse(
                example().replace("  url: https://collector.example:8443\n", "  " + String.join("\n  ", lines) + "\n"));
    }

    @Test
    void collectorsAreOneOrSeveral() throws Exception {
        assertThat(parse(example()).collector().collectors()).containsExactly(new HostPort("collector.example", 8443));
        assertThat(withCollector("urls: [https://one.example, 'https://[::1]:8443/']")
                        .collector()
                        .collectors())
                .containsExactly(new HostPort("one.example", 443), new HostPort("::1", 8443));
        for (String wrong : List.of(
                "urls: []",
                "url: http://one.example",
                "url: https://user@one.example",
                "url: https://one.example/path",
                "urls: [https://one.example, https://one.example]",
                "url: https://one.example\n  urls: [https://two.example]")) {
            assertThatThrownBy(() -> withCollector(wrong)).as(wrong).isInstanceOf(ConfigException.class);
        }
    }

    @Test
    void theStatusOfAnAgentIsOnTheNetworkOnlyWhenThatIsAskedForByName() throws Exception {
        String listen = "listen: 127.0.0.1:9464";
        for (String network : List.of("0.0.0.0:9464", "192.0.2.10:9464", "'[::]:9464'")) {
            String open = example().replace(listen, "listen: " + network);
            assertThatThrownBy(() -> parse(open))
                    .as(network)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("is not a loopback address")
                    .hasMessageContaining("listen on 127.0.0.1:9464, or set insecureNetwork: true");
            parse(open.replace("listen: " + network, "listen: " + network + "\n  insecureNetwork: true"));
        }
        parse(example().replace(listen, "listen: '[::1]:9464'"));
    }

    @Test
    void nobodyOnTheNetworkIsAcknowledgedWithoutASync() throws Exception {
        String unsynced = example().replace("\njournal:\n", "\njournal:\n  insecureWithoutSync: true\n");
        assertThatThrownBy(() -> parse(unsynced))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("journal.insecureWithoutSync acknowledges what is on no disk")
                .hasMessageContaining("on a loopback address such as 127.0.0.1");
        assertThat(parse(unsynced.replace("0.0.0.0:", "127.0.0.1:")).journal().insecureWithoutSync())
                .isTrue();
    }

    @Test
    void aReceiptThatIsOnlyLateIsNoSilence() throws Exception {
        for (String answerTimeout : List.of("36s", "35001ms", "10m")) {
            String late = example().replace("answerTimeout: 30s", "answerTimeout: " + answerTimeout);
            assertThatThrownBy(() -> parse(late))
                    .as(answerTimeout)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("status.uplinkSilentAfter must be at least");
            parse(late.replace("uplinkSilentAfter: 45s", "uplinkSilentAfter: 610s"));
        }
        parse(example().replace("answerTimeout: 30s", "answerTimeout: 35s"));
    }

    @Test
    void aProxyHasAUserWithOnePasswordOrNone() throws Exception {
        String url = "url: https://one.example";
        EdgeConfig open = withCollector(url, "proxy: {address: 'proxy.example:3128'}");
        assertThat(open.collector().proxy().orElseThrow().currentPassword()).isEmpty();
        EdgeConfig known = withCollector(url, "proxy: {address: 'proxy.example:3128', user: u, password: hunter2}");
        assertThat(known.toString()).doesNotContain("hunter2");
        for (String half : List.of(
                "user: u", "password: p", "user: u, password: p, passwordFile: f", "user: 'u:v', password: p")) {
            assertThatThrownBy(() -> withCollector(url, "proxy: {address: 'proxy.example:3128', " + half + "}"))
                    .as(half)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("proxy");
        }
    }
}

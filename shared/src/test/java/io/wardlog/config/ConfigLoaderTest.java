package io.wardlog.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    enum Mode {
        SINGLE_NODE,
        CLUSTER
    }

    record Tls(@Doc("The PEM certificate.") Path certificate, Path key) {}

    record Uplink(
            @Doc("The collector.") URI collector,
            @Default("10s") @Range(min = "1s", max = "1h") Duration retryAfter,
            @Default("900KiB") DataSize frame,
            Optional<Tls> tls) {
        Uplink {
            if (collector.getScheme().equals("https") && tls.isEmpty()) {
                throw new IllegalArgumentException("https needs tls");
            }
        }
    }

    record Device(String id, @Default("1") @Range(min = "1") int version) {}

    record Agent(
            String tenantId,
            SecretValue token,
            @Default("127.0.0.1:1883") HostPort listen,
            @Default("single-node") Mode mode,
            @Default("false") boolean verbose,
            @Default("7") long count,
            @Default("a,b") List<String> tags,
            @Default("") Map<String, Integer> pinned,
            @Default("") List<Device> devices,
            Uplink uplink) {}

    private static final String MINIMAL = """
            tenantId: st-anna
            token: hush-hush
            uplink:
              collector: http://collector:8443
            """;
    private static final String FULL = """
            # all of it
            tenantId: st-anna
            token: "null"
            listen: "[::1]:0"
            mode: cluster
            verbose: true
            count: -9_000_000_000
            tags: [x, 'y z']
            pinned: {infusion.started: 2, alarm.raised: 1}
            devices:
              - id: pump-1
              - {id: pump-2, version: 3}
            uplink:
              collector: https://collector:8443
              retryAfter: 25m
              frame: 1 MiB
              tls:
                certificate: certs/a.pem
                key: /etc/a.key
            """;

    @Test
    void bindsDefaults() {
        Agent agent = load(MINIMAL, Map.of());
        assertThat(agent.listen()).isEqualTo(new HostPort("127.0.0.1", 1883));
        assertThat(agent.mode()).isEqualTo(Mode.SINGLE_NODE);
        assertThat(agent.tags()).containsExactly("a", "b");
        assertThat(agent.pinned()).isEmpty();
        assertThat(agent.devices()).isEmpty();
        assertThat(agent.uplink().retryAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(agent.uplink().frame()).isEqualTo(new DataSize(900 * 1024));
        assertThat(agent.uplink().tls()).isEmpty();
    }

    @Test
    void bindsEveryKind() {
        Agent agent = load(FULL, Map.of());
        assertThat(agent.token().reveal()).isEqualTo("null");
        assertThat(agent.listen()).isEqualTo(new HostPort("::1", 0)).hasToString("[::1]:0");
        assertThat(agent.mode()).isEqualTo(Mode.CLUSTER);
        assertThat(agent.verbose()).isTrue();
        assertThat(agent.count()).isEqualTo(-9_000_000_000L);
        assertThat(agent.tags()).containsExactly("x", "y z");
        assertThat(agent.pinned()).isEqualTo(Map.of("infusion.started", 2, "alarm.raised", 1));
        assertThat(agent.devices()).containsExactly(new Device("pump-1", 1), new Device("pump-2", 3));
        assertThat(agent.uplink().retryAfter()).isEqualTo(Duration.ofMinutes(25));
        assertThat(agent.uplink().tls()).contains(new Tls(Path.of("/conf/certs/a.pem"), Path.of("/etc/a.key")));
    }

    @Test
    void environmentOverridesTheFile() {
        Agent agent = load(
                MINIMAL,
                Map.of(
                        "WL_TENANT_ID", "other",
                        "WL_TAGS", "p, q",
                        "WL_UPLINK_RETRY_AFTER", "2s",
                        "WL_UPLINK_TLS_CERTIFICATE", "c.pem",
                        "WL_UPLINK_TLS_KEY", "k.pem",
                        "WL_SERVICE_PORT_8080_TCP", "not ours"));
        assertThat(agent.tenantId()).isEqualTo("other");
        assertThat(agent.tags()).containsExactly("p", "q");
        assertThat(agent.uplink().retryAfter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(agent.uplink().tls()).contains(new Tls(Path.of("/conf/c.pem"), Path.of("/conf/k.pem")));
    }

    @Test
    void reportsAllProblemsTogetherWithLineKeyAndFix() {
        String yaml = """
                tenatId: st-anna
                mode: clustre
                verbose: yes
                listen: 127.0.0.1:99999
                devices:
                  - id: a
                    version: 0
                  - text
                uplink:
                  collector: http://x
                  retryAfter: 2h
                  frame: [1]
                """;
        assertThatThrownBy(() -> load(yaml, Map.of("WL_COUNT", "many")))
                .isInstanceOf(ConfigException.class)
                .message()
                .contains("test.yaml: 11 problems")
                .contains("line 1: tenatId: is not a known key. Did you mean `tenantId`?")
                .contains("tenantId: is missing")
                .contains("token: is missing")
                .contains("line 2: mode: `clustre`: not one of single_node, cluster")
                .contains("line 3: verbose: `yes`: not true or false")
                .contains("line 4: listen: `127.0.0.1:99999`: a port is 0 to 65535")
                .contains("line 7: devices[0].version: is out of range: 0. Take 1 or more")
                .contains("line 8: devices[1]: is a single value, not a section")
                .contains("line 11: uplink.retryAfter: is out of range: PT2H. Take 1s to 1h")
                .contains("line 12: uplink.frame: is a list, not a single value")
                .contains("count (environment variable WL_COUNT): `many`: not a whole number");
    }

    @Test
    void aConstructorsRefusalIsAProblemOfItsSection() {
        problemsOf(MINIMAL.replace("http:", "https:"), Map.of())
                .containsExactly(
                        new ConfigProblem(3, "uplink", "https needs tls", "Change the values here so that they agree"));
    }

    @Test
    void neverPrintsASecret() {
        assertThat(load(MINIMAL, Map.of()).toString()).contains("(secret)").doesNotContain("hush-hush");
        assertThatThrownBy(() -> load(MINIMAL + "count: x\n", Map.of("WL_TOKEN", "hush-env")))
                .hasMessageNotContainingAny("hush-hush", "hush-env");
    }

    @Test
    void refusesWhatPlainYamlDoesNotNeed() {
        problemsOf("a: &x 1\nb: *x\n", Map.of())
                .first()
                .matches(p -> p.problem().contains("anchors"));
        problemsOf("a: !!java.net.URL 1\n", Map.of())
                .first()
                .matches(p -> p.problem().contains("tags"));
        problemsOf("a: 1\na: 2\n", Map.of())
                .anyMatch(p -> p.line() == 2 && p.problem().contains("second time"));
        problemsOf("a: 1\n---\nb: 2\n", Map.of())
                .first()
                .matches(p -> p.problem().contains("second document"));
        problemsOf("[".repeat(100_000), Map.of())
                .first()
                .matches(p -> p.problem().contains("nested deeper"));
        problemsOf("? [a]\n: 1\n", Map.of()).first().matches(p -> p.problem().contains("key must be"));
        problemsOf("a:\n\t- 1\n", Map.of())
                .first()
                .matches(p -> p.line() == 2 && p.problem().contains("YAML"));
        problemsOf("- 1\n", Map.of()).first().matches(p -> p.problem().contains("is a list"));
        for (String brokenOff : List.of("a: \"\\u", "a: \"\\u00", "a: \"\\UFFFFFFFF\"")) {
            problemsOf(brokenOff, Map.of()).first().matches(p -> p.problem().contains("is not YAML"), brokenOff);
        }
    }

    @Test
    void namesAFileThatCannotBeRead(@TempDir Path dir) throws Exception {
        Path missing = dir.resolve("none.yaml");
        assertThatThrownBy(() -> ConfigLoader.load(Agent.class, missing, Map.of(), "WL"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be read");
        Path latin = Files.write(dir.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe4});
        assertThatThrownBy(() -> ConfigLoader.load(Agent.class, latin, Map.of(), "WL"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void loadsFromAFileAndResolvesPathsBesideIt(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("agent.yaml"), FULL);
        Agent agent = ConfigLoader.load(Agent.class, file, Map.of(), "WL");
        assertThat(agent.uplink().tls().orElseThrow().certificate()).isEqualTo(dir.resolve("certs/a.pem"));
    }

    @Test
    void writesTheReference() {
        assertThat(ConfigReference.markdown(Agent.class, "WL"))
                .contains(
                        "| `tenantId` | text | **required** | `WL_TENANT_ID` |  |",
                        "| `uplink.retryAfter` | duration, 1s to 1h | `10s` | `WL_UPLINK_RETRY_AFTER` |  |",
                        "| `uplink.tls.certificate` | path | **required** | `WL_UPLINK_TLS_CERTIFICATE` | The PEM certificate. |",
                        "| `devices[].version` | whole number, 1 to … | `1` |  |  |",
                        "| `mode` | one of single_node, cluster | `single-node` | `WL_MODE` |  |");
    }

    private static Agent load(String yaml, Map<String, String> environment) {
        var source = new ConfigLoader.Source("test.yaml", Path.of("/conf"), yaml.getBytes(StandardCharsets.UTF_8));
        return ConfigLoader.parse(Agent.class, source, environment, "WL");
    }

    private static ListAssert<ConfigProblem> problemsOf(String yaml, Map<String, String> environment) {
        return assertThatThrownBy(() -> load(yaml, environment))
                .asInstanceOf(InstanceOfAssertFactories.type(ConfigException.class))
                .extracting(ConfigException::problems)
                .asInstanceOf(InstanceOfAssertFactories.list(ConfigProblem.class));
    }
}

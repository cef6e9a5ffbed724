package io.wardlog.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.ingest.IngestLimits;
import io.wardlog.collector.register.RegisterConfig;
import io.wardlog.config.ConfigException;
import io.wardlog.config.ConfigLoader;
import io.wardlog.config.DataSize;
import io.wardlog.config.HostPort;
import io.wardlog.rate.RateLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CollectorConfigTest {
    private static final Path EXAMPLE = Path.of("src/main/config/collector.example.yaml");

    @TempDir
    Path directory;

    @Test
    void theExampleLoadsWithEveryValueWhereItBelongs() {
        CollectorConfig config = load(Map.of());
        assertThat(config.collectorId()).isEqualTo("collector-1");
        assertThat(config.roles()).containsExactly(RoleName.values());
        assertThat(config.kafka().singleNode()).isTrue();
        assertThat(config.kafka().partitions()).isEqualTo(12);
        assertThat(config.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(config.ingest().orElseThrow().listen()).isEqualTo(new HostPort("0.0.0.0", 8443));
        assertThat(config.ingest().orElseThrow().maxInFlight().bytes()).isEqualTo(64 << 20);
        assertThat(config.ingest().orElseThrow().deliveryTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(config.custody().orElseThrow().silentAfter()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.custody().orElseThrow().standbys()).isEmpty();
        assertThat(config.kafka().sessionTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.status().listen()).isEqualTo(new HostPort("127.0.0.1", 9465));
    }

    @Test
    void theArchiveIsInOnePlaceAndABucketKeepsLongByDefault() {
        Map<String, String> bucket = Map.of(
                "WARDLOG_COLLECTOR_ARCHIVE_S3_ENDPOINT", "https://s3.hospital.example:9000",
                "WARDLOG_COLLECTOR_ARCHIVE_S3_BUCKET", "wardlog");
        assertThatThrownBy(() -> load(bucket)).hasMessageContaining("one place: directory or s3");
        String yaml = "archive:\n  s3: {endpoint: 'https://s3.hospital.example:9000', bucket: wardlog}\n";
        S3Config s3 = loadWithArchive(yaml).archive().orElseThrow().s3().orElseThrow();
        assertThat(s3.retention().events()).isEqualTo(Duration.ofDays(3650));
        assertThat(s3.encryption()).isEqualTo(S3Config.Encryption.NONE);
        assertThatThrownBy(() -> loadWithArchive(yaml.replace("https", "http"))).hasMessageContaining("allowPlaintext");
    }

    @Test
    void theLimitsOfTheExampleLoadWhenTheyAreAskedFor() {
        IngestLimits limits = loadWith("(?m)^  # (limits:|  (?:tenant|agent): .*)$", "  $1")
                .ingest()
                .orElseThrow()
                .limits();
        assertThat(limits.tenant()).contains(new RateLimit(20_000, new DataSize(32 << 20), Duration.ofSeconds(60)));
        assertThat(limits.tenants()).isEmpty();
        assertThat(limits.agent()).contains(new RateLimit(5_000, new DataSize(8 << 20), Duration.ofSeconds(60)));
        assertThat(load(Map.of()).ingest().orElseThrow().limits()).isEqualTo(IngestLimits.NONE);
    }

    /** The example with another archive section. */
    private CollectorConfig loadWithArchive(String section) {
        return loadWith("(?m)^archive:\\n(?:[ ].*\\n)+", section);
    }

    private CollectorConfig loadWith(String pattern, String instead) {
        try {
            String example = Files.readString(EXAMPLE);
            String other = example.replaceAll(pattern, instead);
            assertThat(other).isNotEqualTo(example);
            Path file = Files.writeString(directory.resolve("collector.yaml"), other);
            return ConfigLoader.load(CollectorConfig.class, file, Map.of(), CollectorConfig.ENVIRONMENT_PREFIX);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each role alone, with nothing but the sections that it needs. */
    @ParameterizedTest
    @EnumSource
    void rolesMayBeSplitOverProcesses(RoleName role) throws IOException {
        String example = Files.readString(EXAMPLE).replaceFirst("(?m)^roles:.*$", "roles: [" + name(role) + "]");
        String section = role == RoleName.API ? "index" : name(role);
        for (RoleName other : RoleName.values()) {
            boolean isNeeded = name(other).equals(section) || other == RoleName.API;
            example = isNeeded ? example : example.replaceFirst("(?m)^" + name(other) + ":\\n(?:[ ].*\\n)+", "");
        }
        Path file = Files.writeString(directory.resolve("split.yaml"), example);
        CollectorConfig config =
                ConfigLoader.load(CollectorConfig.class, file, Map.of(), CollectorConfig.ENVIRONMENT_PREFIX);
        assertThat(config.roles()).containsExactly(role);
        assertThat(config.ingest().isPresent()).isEqualTo(role == RoleName.INGEST);
        assertThat(config.custody().isPresent()).isEqualTo(role == RoleName.CUSTODY);
        assertThat(config.archive().isPresent()).isEqualTo(role == RoleName.ARCHIVE);
    }

    private static String name(RoleName role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    @Test
    void theExampleRegisterLoads() {
        RegisterConfig register = ConfigLoader.load(
                RegisterConfig.class, EXAMPLE.resolveSibling("register.example.yaml"), Map.of(), "WARDLOG_REGISTER");
        assertThat(register.tenants()).containsOnlyKeys("tenant-a");
        assertThat(register.agents()).singleElement().satisfies(agent -> {
            assertThat(agent.agentId()).isEqualTo("gateway-ward-a");
            assertThat(agent.state()).isEqualTo(RegisterConfig.State.ACTIVE);
        });
    }

    @Test
    void brokersOnOtherMachinesAreRefusedUntilAskedForByName() {
        assertThatThrownBy(() -> load(Map.of("WARDLOG_COLLECTOR_KAFKA_BOOTSTRAP", "192.0.2.1:9092")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not encrypted");
        CollectorConfig asked = load(Map.of(
                "WARDLOG_COLLECTOR_KAFKA_BOOTSTRAP",
                "192.0.2.1:9092",
                "WARDLOG_COLLECTOR_KAFKA_ALLOW_REMOTE_PLAINTEXT",
                "true"));
        assertThat(asked.kafka().bootstrapServers()).isEqualTo("192.0.2.1:9092");
    }

    @Test
    void openSearchOnAnotherMachineIsRefusedUntilTlsOrItsAbsenceIsAskedFor() {
        String plain = "http://192.0.2.1:9200";
        assertThatThrownBy(() -> load(Map.of("WARDLOG_COLLECTOR_INDEX_OPENSEARCH", plain)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("in the clear");
        assertThat(load(Map.of(
                                "WARDLOG_COLLECTOR_INDEX_OPENSEARCH",
                                plain,
                                "WARDLOG_COLLECTOR_INDEX_ALLOW_REMOTE_PLAINTEXT",
                                "true"))
                        .index())
                .isPresent();
        CollectorConfig secure = load(Map.of(
                "WARDLOG_COLLECTOR_INDEX_OPENSEARCH", "https://192.0.2.1:9200",
                "WARDLOG_COLLECTOR_INDEX_TLS_CA", "ca.pem",
                "WARDLOG_COLLECTOR_INDEX_USER", "wardlog-index",
                "WARDLOG_COLLECTOR_INDEX_PASSWORD_FILE", "password"));
        assertThat(secure.index().orElseThrow().access().login()).isPresent();
        assertThatThrownBy(() -> load(Map.of("WARDLOG_COLLECTOR_INDEX_USER", "somebody")))
                .hasMessageContaining("go together");
        assertThatThrownBy(() -> load(Map.of("WARDLOG_COLLECTOR_INDEX_TLS_CA", "ca.pem")))
                .hasMessageContaining("https://");
    }

    @Test
    void kafkaOnAnotherMachineIsTakenWithTls() {
        CollectorConfig secure = load(Map.of(
                "WARDLOG_COLLECTOR_KAFKA_BOOTSTRAP", "192.0.2.1:9093",
                "WARDLOG_COLLECTOR_KAFKA_TLS_CA", "ca.pem",
                "WARDLOG_COLLECTOR_KAFKA_TLS_CERTIFICATE", "tls.pem",
                "WARDLOG_COLLECTOR_KAFKA_TLS_KEY", "tls.key"));
        assertThat(secure.kafka().tls()).isPresent();
        assertThatThrownBy(() -> load(Map.of(
                        "WARDLOG_COLLECTOR_KAFKA_TLS_CA", "ca.pem",
                        "WARDLOG_COLLECTOR_KAFKA_TLS_KEY", "tls.key")))
                .hasMessageContaining("certificate and key go together");
        assertThatThrownBy(() -> load(Map.of(
                        "WARDLOG_COLLECTOR_KAFKA_TLS_CA", "ca.pem",
                        "WARDLOG_COLLECTOR_KAFKA_ALLOW_REMOTE_PLAINTEXT", "true")))
                .hasMessageContaining("contradict");
    }

    @Test
    void rolesStandOnceAndInTheOrderOfTheFlow() {
        CollectorConfig config = load(Map.of("WARDLOG_COLLECTOR_ROLES", "custody,ingest"));
        assertThat(config.roles()).containsExactly(RoleName.INGEST, RoleName.CUSTODY);
        assertThatThrownBy(() -> load(Map.of("WARDLOG_COLLECTOR_ROLES", "ingest,ingest")))
                .isInstanceOf(ConfigException.class);
    }

    private static CollectorConfig load(Map<String, String> environment) {
        return ConfigLoader.load(CollectorConfig.class, EXAMPLE, environment, CollectorConfig.ENVIRONMENT_PREFIX);
    }
}

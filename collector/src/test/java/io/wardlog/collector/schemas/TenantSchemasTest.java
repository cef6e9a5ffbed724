package io.wardlog.collector.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.schema.IndexUpdate;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.schema.bundle.BundleMaker;
import io.wardlog.schema.bundle.SignedBundle;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TenantSchemasTest {
    private static final String TYPE = "x_acme.tablet_docked";

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Path keys;
    private Path schemas;
    private Path file;

    @BeforeEach
    void prepare() throws IOException {
        Validity validity = Validity.starting(Instant.now(), Duration.ofDays(1));
        keys = DevelopmentPki.create(directory.resolve("pki"), validity).registry("acme");
        schemas = directory.resolve("schemas");
        file = directory.resolve("acme.bundle");
        write(TYPE);
    }

    private void write(String type) throws IOException {
        Files.createDirectories(schemas.resolve(type));
        Files.writeString(schemas.resolve(type + "/1.json"), """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:wardlog:schema:%s:1",
              "description": "Something was docked.",
              "x-criticality": "LOW",
              "type": "object",
              "properties": { "slot": { "description": "Which", "enum": ["a", "b"] } },
              "additionalProperties": false
            }
            """.formatted(type));
        Map<String, SchemaStatus> active = Map.of("urn:wardlog:schema:" + type + ":1", SchemaStatus.ACTIVE);
        Files.writeString(
                schemas.resolve(SchemaIndex.FILE),
                IndexUpdate.of(schemas, active).index().text());
    }

    private SignedBundle bundle(String tenant, long version) throws IOException {
        Signer signer = PemKeys.readSigner(keys.resolve("registry.key"), keys.resolve("registry.pub.pem"));
        return new BundleMaker(SchemaSource.directory(schemas)).make(tenant, version, Instant.now(), signer);
    }

    private void offer(byte[] bundle) throws IOException {
        Path temporary = Files.write(directory.resolve("next"), bundle);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private TenantSchemas load(Optional<Path> bundle, Optional<Path> types) throws IOException {
        return TenantSchemas.load(new SchemasConfig(Map.of(
                "acme", new SchemasConfig.Tenant(bundle, List.of(keys.resolve("registry.pub.pem")), types, false))));
    }

    @Test
    void eachTenantHasItsOwnTypes() throws Exception {
        offer(bundle("acme", 1).encode());
        try (TenantSchemas all = load(Optional.of(file), Optional.empty())) {
            assertThat(all.of("acme").find(TYPE, 1)).isPresent();
            assertThat(all.of("other").knows(TYPE)).isFalse();
            assertThat(all.of("other").knows("device.heartbeat")).isTrue();
            assertThat(all.bundle("acme")).isPresent();
            assertThat(all.documents("acme"))
                    .extracting(event -> event.entry().eventType())
                    .containsExactly(TYPE);
            assertThat(all.documents("other")).isEmpty();
            assertThat(all.bundle("other")).isEmpty();
        }
    }

    @Test
    void aDirectoryIsEnough() throws Exception {
        Files.write(schemas.resolve("index.bundle"), bundle("acme", 1).encode());
        try (TenantSchemas all = load(Optional.empty(), Optional.of(schemas))) {
            assertThat(all.of("acme").knows(TYPE)).isTrue();
            assertThat(all.bundle("acme")).isEmpty();
            assertThat(all.documents("acme")).hasSize(1);
        }
    }

    @Test
    void aDirectoryThatNothingSignsIsTakenOnlyWhereThatIsAskedForByName() throws Exception {
        assertThatThrownBy(() -> load(Optional.empty(), Optional.of(schemas)))
                .hasMessageContaining("tenant acme: there is no")
                .hasMessageContaining("index.bundle")
                .hasMessageContaining("allowUnsignedDirectory");
        Files.write(schemas.resolve("index.bundle"), bundle("other", 1).encode());
        assertThatThrownBy(() -> load(Optional.empty(), Optional.of(schemas))).hasMessageContaining("of tenant other");
        Files.write(schemas.resolve("index.bundle"), bundle("acme", 1).encode());
        write("x_acme.phone_docked");
        assertThatThrownBy(() -> load(Optional.empty(), Optional.of(schemas)))
                .hasMessageContaining("signs other types or versions");
        assertThatThrownBy(() -> new SchemasConfig.Tenant(Optional.empty(), List.of(), Optional.of(schemas), false))
                .hasMessageContaining("allowUnsignedDirectory");
        SchemasConfig.Tenant asked = new SchemasConfig.Tenant(Optional.empty(), List.of(), Optional.of(schemas), true);
        try (TenantSchemas all = TenantSchemas.load(new SchemasConfig(Map.of("acme", asked)))) {
            assertThat(all.of("acme").knows("x_acme.phone_docked")).isTrue();
        }
    }

    @Test
    void aNewBundleIsTakenOverAndABadOneTakesNothingAway() throws Exception {
        SignedBundle first = bundle("acme", 1);
        offer(first.encode());
        try (TenantSchemas all = load(Optional.of(file), Optional.empty())) {
            all.follow(meters);
            write("x_acme.phone_docked");
            SignedBundle second = bundle("acme", 2);
            offer(second.encode());
            await(() -> version(all) == 2);
            assertThat(all.of("acme").knows("x_acme.phone_docked")).isTrue();

            double bad = 0;
            for (byte[] wrong : List.of(
                    first.encode(),
                    bundle("acme", 2).encode(),
                    bundle("other", 3).encode(),
                    new byte[20])) {
                offer(wrong);
                double count = ++bad;
                await(() -> refused() == count);
                assertThat(version(all)).isEqualTo(2);
            }
            Files.delete(file);
            double gone = bad + 1;
            await(() -> refused() == gone);
            assertThat(all.of("acme").knows("x_acme.phone_docked")).isTrue();
            // Counted first, then said: the last line may still be on its way.
            logs.await("registry_refused", (int) gone);
            assertThat(logs.values("registry_refused", "tenantId"))
                    .hasSize((int) gone)
                    .containsOnly("acme");
            offer(bundle("acme", 3).encode());
            await(() -> version(all) == 3);
            assertThat(meters.get("wardlog.registry.version")
                            .tag("tenant", "acme")
                            .gauge()
                            .value())
                    .isEqualTo(3);
        }
    }

    @Test
    void whatIsWrongAtTheStartIsSaid() throws Exception {
        assertThatThrownBy(() -> load(Optional.of(file), Optional.empty())).hasMessageContaining("acme.bundle");
        offer(bundle("other", 1).encode());
        assertThatThrownBy(() -> load(Optional.of(file), Optional.empty()))
                .hasMessageContaining("registry_foreign")
                .hasMessageContaining("other");
        Files.writeString(schemas.resolve(TYPE + "/1.json"), "{}");
        assertThatThrownBy(() -> load(Optional.empty(), Optional.of(schemas)))
                .hasMessageContaining("tenant acme")
                .hasMessageContaining("was changed");
        assertThatThrownBy(() -> new SchemasConfig.Tenant(Optional.of(file), List.of(), Optional.empty(), false))
                .hasMessageContaining("publicKeys");
    }

    private static long version(TenantSchemas all) {
        return all.bundle("acme").orElseThrow().bundle().registryVersion();
    }

    private double refused() {
        return meters.get("wardlog.registry.refused").functionCounter().count();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}

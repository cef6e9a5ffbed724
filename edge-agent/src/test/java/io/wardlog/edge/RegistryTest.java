package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.wardlog.event.Event;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A tenant's own types in the whole agent: pulled, kept, recorded, refused. Only the collector is played. */
@Timeout(120)
class RegistryTest {

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private final List<String> faults = new ArrayList<>();
    private AgentFixture fixture;
    private SigningCollector collector;
    private TenantBundles bundles;
    private EdgeAgent agent;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new AgentFixture(directory);
        collector = fixture.collector();
        bundles = new TenantBundles(directory.resolve("pki"), directory.resolve("schemas"));
        bundles.write("tablet_docked", SchemaStatus.ACTIVE);
        configure("publicKeys: [pki/tenants/acme/registry.pub.pem], pullInterval: 100ms");
    }

    private void configure(String registry) throws IOException {
        String config = Files.readString(fixture.configFile).replaceAll("(?m)^registry:.*\n", "");
        Files.writeString(fixture.configFile, config + "registry: {" + registry + "}\n");
    }

    private void startAgent() throws Exception {
        agent = new EdgeAgent(fixture.config(), (vertx, tls) -> collector, (event, cause) -> faults.add(event));
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop();
        assertThat(faults).isEmpty();
    }

    private String send(String message) throws IOException {
        try (TcpDevice pump = new TcpDevice(agent.ports().get("tcp"))) {
            return pump.send(message);
        }
    }

    private String metrics() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + agent.ports().get("status") + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The recorded changes of the schemas: outcome and what came. */
    private List<String> changes(List<Event> events) {
        return events.stream()
                .filter(event -> event.eventType().equals("agent.config_changed"))
                .map(event -> event.payload().get("outcome").textValue() + " "
                        + event.payload().get("sha256After").textValue())
                .toList();
    }

    private static String applied(byte[] bundle) {
        return "applied " + Sha256.of(bundle).hex();
    }

    private static String refused(byte[] bundle) {
        return "refused " + Sha256.of(bundle).hex();
    }

    @Test
    void aTypeIsAcceptedWithoutARestartAndAfterItsBundleWasRecorded() throws Exception {
        startAgent();
        assertThat(send(TenantBundles.docked("tablet_docked"))).contains("unknown_event_type");
        byte[] bundle = bundles.bundle(1);

        collector.offer(bundle);
        collector.await(events -> changes(events).contains(applied(bundle)));
        collector.awaitAsked(1); // it is entered when the next pull begins
        assertThat(send(TenantBundles.docked("tablet_docked"))).contains("accepted");

        collector.await(events -> events.stream().anyMatch(e -> e.eventType().equals("x_acme.tablet_docked")));
        List<String> types = collector.events().stream().map(Event::eventType).toList();
        assertThat(types.indexOf("agent.config_changed")).isLessThan(types.indexOf("x_acme.tablet_docked"));
        Event docked = collector.events().get(types.indexOf("x_acme.tablet_docked"));
        assertThat(docked.payload().get("slot").intValue()).isEqualTo(3);
        assertThat(new String(docked.canonical(), StandardCharsets.UTF_8))
                .as("what the tenant marked is sealed")
                .doesNotContain("Nightingale")
                .contains("_sd");
        assertThat(metrics()).contains("wardlog_agent_registry_version 1.0");
    }

    @Test
    void whatIsNotNewerOrNotTheTenantsIsRefusedOnceAndTakesNothingAway() throws Exception {
        byte[] second = bundles.bundle(2);
        collector.offer(second);
        startAgent();
        collector.await(events -> changes(events).contains(applied(second)));

        byte[] unsigned = bundles.bundle(3);
        unsigned[unsigned.length - 1] ^= 1;
        List<byte[]> bad = List.of(
                bundles.bundle(1),
                bundles.bundle(2),
                bundles.bundle("acme", "other", 3),
                bundles.bundle("other", "acme", 3),
                unsigned,
                "not a bundle".getBytes(StandardCharsets.US_ASCII));
        for (byte[] bundle : bad) {
            collector.offer(bundle);
            collector.await(events -> changes(events).contains(refused(bundle)));
            collector.awaitAsked(2);
            assertThat(send(TenantBundles.docked("tablet_docked"))).contains("accepted");
        }

        assertThat(changes(collector.events())).as("each once").hasSize(1 + bad.size());
        assertThat(metrics())
                .contains("wardlog_agent_registry_version 2.0")
                .contains("wardlog_agent_registry_refused_total{code=\"registry_stale\"} 2.0")
                .contains("wardlog_agent_registry_refused_total{code=\"signature_invalid\"} 2.0")
                .contains("wardlog_agent_registry_refused_total{code=\"registry_foreign\"} 1.0")
                .contains("wardlog_agent_registry_refused_total{code=\"registry_invalid\"} 1.0");
        assertThat(logs.values("registry_refused", "code"))
                .hasSize(bad.size())
                .contains("registry_stale", "signature_invalid", "registry_foreign", "registry_invalid");
        bundles.write("phone_docked", SchemaStatus.ACTIVE);
        byte[] third = bundles.bundle(3);
        collector.offer(third);
        collector.await(events -> changes(events).contains(applied(third)));
        collector.awaitAsked(1);
        assertThat(send(TenantBundles.docked("phone_docked"))).contains("accepted");
    }

    @Test
    void aRestartKeepsItWithoutTheCollector() throws Exception {
        byte[] bundle = bundles.bundle(1);
        collector.offer(bundle);
        startAgent();
        collector.await(events -> changes(events).contains(applied(bundle)));
        agent.stop();
        collector.reachable(false);

        startAgent();

        assertThat(send(TenantBundles.docked("tablet_docked"))).contains("accepted");
        collector.reachable(true);
        collector.await(events -> events.stream().anyMatch(e -> e.eventType().equals("x_acme.tablet_docked")));
        assertThat(changes(collector.events())).containsExactly(applied(bundle), applied(bundle));
    }

    @Test
    void aKeptBundleThatWasTamperedWithIsNotBelieved() throws Exception {
        collector.offer(bundles.bundle(1));
        startAgent();
        collector.await(events -> !changes(events).isEmpty());
        agent.stop();
        Path kept = directory.resolve("data/registry.bundle");
        byte[] bytes = Files.readAllBytes(kept);
        bytes[bytes.length / 2] ^= 1;
        Files.write(kept, bytes);
        collector.offer(null);

        startAgent();

        assertThat(send(TenantBundles.docked("tablet_docked"))).contains("unknown_event_type");
        collector.await(events -> changes(events).contains(refused(bytes)));
    }

    @Test
    void aDirectoryIsReadAtTheStartAndDraftsOnlyByName() throws Exception {
        bundles.write("phone_docked", SchemaStatus.DRAFT);
        bundles.write("pager_docked", SchemaStatus.DRAFT);
        bundles.write("slate_docked", SchemaStatus.DEPRECATED);
        configure("directory: schemas, allowUnsignedDirectory: true, drafts: [\"x_acme.phone_docked:1\"]");
        startAgent();

        assertThat(send(TenantBundles.docked("tablet_docked"))).contains("accepted");
        assertThat(send(TenantBundles.docked("phone_docked"))).contains("accepted");
        assertThat(send(TenantBundles.docked("pager_docked"))).contains("schema_draft");
        assertThat(send(TenantBundles.docked("slate_docked"))).contains("accepted");
        assertThat(metrics())
                .contains("wardlog_agent_deprecated_total{event_type=\"x_acme.slate_docked\",event_version=\"1\"} 1.0");
        byte[] index = Files.readAllBytes(directory.resolve("schemas/index.json"));
        collector.await(events -> changes(events).contains(applied(index)));
    }

    @Test
    void aDirectoryCountsAsItWasSignedAndUnsignedOnlyWhereThatIsAskedForByName() throws Exception {
        configure("directory: schemas");
        assertThatThrownBy(fixture::config).hasMessageContaining("allowUnsignedDirectory");
        configure("publicKeys: [pki/tenants/acme/registry.pub.pem], directory: schemas");
        Path signature = directory.resolve("schemas/index.bundle");
        assertThat(new CheckConfig(fixture.config()).problems())
                .singleElement()
                .asString()
                .startsWith("there is no " + signature)
                .contains("wardlog schemas bundle", "allowUnsignedDirectory");
        Files.write(signature, bundles.bundle("acme", "other", 1));
        assertThat(new CheckConfig(fixture.config()).problems())
                .containsExactly(signature + ": the bundle is not signed by a key that is trusted");
        Files.write(signature, bundles.bundle("other", "acme", 1));
        assertThat(new CheckConfig(fixture.config()).problems())
                .containsExactly(signature + ": the bundle is of tenant other");
        Files.write(signature, bundles.bundle(1));
        bundles.write("phone_docked", SchemaStatus.ACTIVE);
        assertThat(new CheckConfig(fixture.config()).problems())
                .singleElement()
                .asString()
                .startsWith(signature + " signs other types or versions");

        Files.write(signature, bundles.bundle(2));
        startAgent();
        assertThat(send(TenantBundles.docked("phone_docked"))).contains("accepted");
    }

    @Test
    void aDirectoryThatIsWrongIsSaidBeforeTheStart() throws Exception {
        configure("directory: schemas, allowUnsignedDirectory: true");
        Files.writeString(directory.resolve("schemas/x_acme.tablet_docked/1.json"), "{}");

        assertThat(new CheckConfig(fixture.config()).problems())
                .singleElement()
                .asString()
                .contains("x_acme.tablet_docked/1.json was changed");
        configure("drafts: [nonsense]");
        assertThatThrownBy(fixture::config).hasMessageContaining("TYPE:VERSION");
        configure("directory: nowhere, allowUnsignedDirectory: true");
        assertThat(new CheckConfig(fixture.config()).problems()).hasSize(1);
        configure("publicKeys: []");
        startAgent();
    }
}

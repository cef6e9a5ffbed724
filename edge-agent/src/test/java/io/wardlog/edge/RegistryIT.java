package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.wardlog.event.Event;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.SchemaStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent process and a collector with real TLS between them: a tenant's type appears, an older bundle is refused, a kill takes nothing. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RegistryIT {

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private AgentFixture fixture;
    private SigningCollector collector;
    private TenantBundles bundles;
    private CollectorFront tls;
    private AgentProcess agent;
    private int tcp;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new AgentFixture(directory);
        collector = fixture.collector();
        bundles = new TenantBundles(directory.resolve("pki"), directory.resolve("schemas"));
        bundles.write("tablet_docked", SchemaStatus.ACTIVE);
        tls = new CollectorFront(vertx, directory.resolve("pki"), collector);
        String config =
                Files.readString(fixture.configFile).replace("https://127.0.0.1:9", "https://127.0.0.1:" + tls.port);
        Files.writeString(
                fixture.configFile,
                config + "registry: {publicKeys: [pki/tenants/acme/registry.pub.pem], pullInterval: 100ms}\n");
    }

    @AfterEach
    void stop() throws InterruptedException {
        agent.close();
        tls.die();
        vertx.close().await();
    }

    private void startAgent() throws IOException {
        agent = AgentProcess.start(fixture);
        tcp = agent.port("tcp");
    }

    private String docked() throws IOException {
        try (TcpDevice pump = new TcpDevice(tcp)) {
            return pump.send(TenantBundles.docked("tablet_docked"));
        }
    }

    private void awaitChange(String outcome, byte[] bundle) throws InterruptedException {
        String hash = Sha256.of(bundle).hex();
        collector.await(events -> events.stream()
                .filter(event -> event.eventType().equals("agent.config_changed"))
                .anyMatch(event -> event.payload().get("outcome").textValue().equals(outcome)
                        && event.payload().get("sha256After").textValue().equals(hash)));
        collector.awaitAsked(1);
    }

    @Test
    void aTypeAppearsWithoutARestartOutlivesAKillAndIsNeverTakenBack() throws Exception {
        startAgent();
        assertThat(docked()).contains("unknown_event_type");
        byte[] second = bundles.bundle(2);
        collector.offer(second);
        awaitChange("applied", second);
        assertThat(docked()).contains("\"accepted\"");

        byte[] first = bundles.bundle(1);
        collector.offer(first);
        awaitChange("refused", first);
        assertThat(docked()).contains("\"accepted\"");

        tls.die();
        agent.close();
        startAgent();
        assertThat(docked()).as("after a kill, and without the collector").contains("\"accepted\"");

        collector.offer(second);
        tls = new CollectorFront(vertx, directory.resolve("pki"), collector, tls.port);
        collector.await(events -> count(events, "x_acme.tablet_docked") == 3);
        List<String> types = collector.events().stream().map(Event::eventType).toList();
        assertThat(types.indexOf("agent.config_changed")).isLessThan(types.indexOf("x_acme.tablet_docked"));
        assertThat(types.lastIndexOf("agent.config_changed")).isLessThan(types.lastIndexOf("x_acme.tablet_docked"));
        assertThat(count(collector.events(), "agent.config_changed"))
                .as("applied, refused, in force at the start")
                .isGreaterThanOrEqualTo(3);
    }

    private static long count(List<Event> events, String type) {
        return events.stream().filter(event -> event.eventType().equals(type)).count();
    }
}

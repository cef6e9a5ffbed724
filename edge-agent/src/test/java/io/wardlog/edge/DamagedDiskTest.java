package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.EventHash;
import io.wardlog.edge.AgentImage.Message;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.fake.MemoryTempDir;
import io.wardlog.edge.journal.JournalConfig;
import io.wardlog.event.Event;
import io.wardlog.hash.Hash;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One file of an agent's data directory is damaged before a start, any file in any way: the start says so wherever it can be known, nothing that can be
 * read is lost or another, and the agent goes on. {@code -Dwardlog.damage.count=N} for more, {@code -Dwardlog.damage.seed=S} for others.
 */
@Timeout(7_200)
class DamagedDiskTest {

    private static final int COUNT = Integer.getInteger("wardlog.damage.count", 12);
    private static final long SEED = Long.getLong("wardlog.damage.seed", 20261128);

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir(factory = MemoryTempDir.class)
    Path directory;

    private final Map<Hash, Message> acknowledged = new HashMap<>();
    private final Map<String, Integer> tally = new TreeMap<>();
    private EdgeConfig config;
    private EdgeKeys keys;
    private SigningCollector collector;
    private Path data;
    private int sent;

    @ParameterizedTest
    @EnumSource(JournalConfig.Kind.class)
    void nothingIsLostUnsaid(JournalConfig.Kind kind) throws Exception {
        prepare(kind);
        List<AgentImage> images = live();
        Random seeds = new Random(SEED);
        for (int i = 0; i < COUNT; i++) {
            long seed = seeds.nextLong();
            try {
                damage(images, new Random(seed));
            } catch (AssertionError | Exception broken) {
                throw new AssertionError(
                        kind + ", damage " + i + " of seed " + SEED + ": " + broken + "\nlogged " + logs.events(),
                        broken);
            }
        }
        System.out.println("damaged disk: " + kind + ", seed " + SEED + ", " + tally);
    }

    private void prepare(JournalConfig.Kind kind) throws IOException {
        AgentFixture fixture = new AgentFixture(directory);
        fixture.journal(kind);
        TenantBundles bundles = new TenantBundles(fixture.pki(), directory.resolve("schemas"));
        bundles.write("tablet_docked", SchemaStatus.ACTIVE);
        fixture.configure("registry: {publicKeys: [pki/tenants/acme/registry.pub.pem]}\n");
        config = fixture.config();
        keys = EdgeKeys.read(config);
        collector = fixture.collector();
        data = Files.createDirectory(config.dataDir());
        Files.write(config.registryFile(), bundles.bundle(3));
    }

    /** Three lives, of which the collector hears the first and half of the second: killed in the second, stopped there, and killed in the third. */
    private List<AgentImage> live() throws Exception {
        PortlessAgent first = start(collector);
        send(first, 30);
        collector.await(this::holdsAll);
        first.stop();
        image("older", true);
        PortlessAgent second = start(collector);
        send(second, 10);
        send(second, 10);
        collector.await(this::holdsAll);
        collector.reachable(false);
        send(second, 15);
        send(second, 5);
        accept(second, 5);
        AgentImage killed = image("killed", false);
        second.stop();
        AgentImage stopped = image("stopped", true);
        PortlessAgent third = start(collector);
        send(third, 10);
        accept(third, 5);
        AgentImage again = image("again", false);
        third.stop();
        return List.of(killed, stopped, again);
    }

    private PortlessAgent start(SigningCollector to) throws Exception {
        return new PortlessAgent(config, keys, to);
    }

    private AgentImage image(String name, boolean endIsKnown) throws IOException {
        return AgentImage.of(data, directory.resolve(name), endIsKnown, acknowledged, collector);
    }

    private void send(PortlessAgent agent, int messages) throws Exception {
        accept(agent, messages);
        agent.seal();
    }

    private void accept(PortlessAgent agent, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            Message message = message();
            acknowledged.put(accept(agent, message), message);
        }
    }

    private Message message() {
        String device = "pump-" + sent++ % 3;
        return new Message(
                device,
                AgentFixture.heartbeat(device).replace("{\"dev", "{\"eventId\":\"" + Application.newId() + "\",\"dev"));
    }

    private static Hash accept(PortlessAgent agent, Message message) throws Exception {
        return ((Outcome.Accepted) agent.send(message.deviceId(), message.body())).hash();
    }

    private boolean holdsAll(List<Event> events) {
        return hashes(events).containsAll(acknowledged.keySet());
    }

    private static Set<Hash> hashes(List<Event> events) {
        return events.stream().map(event -> EventHash.of(event.canonical())).collect(Collectors.toSet());
    }

    private void damage(List<AgentImage> images, Random random) throws Exception {
        AgentImage image = images.get(random.nextInt(images.size()));
        image.restore(data);
        List<Path> all = AgentImage.files(data);
        List<Path> groups = all.stream()
                .filter(path -> path.toString().matches(".*(groups|cq4)"))
                .toList();
        List<Path> files = random.nextBoolean() ? groups : all;
        Path file = files.get(random.nextInt(files.size()));
        DiskDamage how = random.nextBoolean()
                ? DiskDamage.FLIPPED_BIT
                : DiskDamage.values()[random.nextInt(DiskDamage.values().length)];
        if (!how.happensTo(data.resolve(file), directory.resolve("older").resolve(file), random)) {
            return;
        }
        DamageOracle oracle = new DamageOracle(image, data, file, how);
        SigningCollector to = image.collector().copy();
        logs.clear();
        try {
            String said = oracle.isKey() ? refused(to) : wentOn(to, oracle);
            tally.merge(how + " " + file.getFileName() + ": " + said, 1, Integer::sum);
        } catch (AssertionError | Exception broken) {
            throw new AssertionError(
                    how + " " + file + " of " + image.directory() + ": " + broken.getMessage(), broken);
        }
    }

    /** Under a damaged key nothing that is remembered would be known again: a person decides. */
    private String refused(SigningCollector to) {
        try {
            start(to).stop();
        } catch (Exception refused) {
            assertThat(refused)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(config.digestKeyFile().toString());
            return "refused";
        }
        throw new AssertionError("an agent started with a damaged key");
    }

    private String wentOn(SigningCollector to, DamageOracle oracle) throws Exception {
        List<Hash> since = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            PortlessAgent agent = start(to);
            try {
                oracle.sentAgain(agent, since.isEmpty());
                for (int device = 0; device < 3; device++) {
                    since.add(accept(agent, message()));
                }
                agent.seal();
                assertThat(to.comesWithin(
                                Duration.ofSeconds(30), events -> hashes(events).containsAll(since)))
                        .as("the agent goes on")
                        .isTrue();
            } finally {
                agent.stop();
            }
            assertThat(agent.faults).isEmpty();
        }
        return oracle.judge(to.events(), logs);
    }
}

package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.ChainHead;
import io.wardlog.disclosure.Redactor;
import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.TenantBundles;
import io.wardlog.edge.accept.MessageCheck.Result;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.writer.EventDraft;
import io.wardlog.edge.writer.EventTemplate;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.schemas.Fixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A message that needs no tree becomes the same event, or is refused in the same words, as by its tree. */
class MessageCheckTest {
    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");
    private static final String EPOCH = "0199c2f0-5a00-7000-8000-0000000000a1";
    private static final Instant NOW = Instant.parse("2026-11-02T07:15:00.312345Z");

    /** One for the quick way and its schema, one for the tree's, and those that a refusal's type is looked up in. */
    private static final int MOST_LOOKUPS = 7;

    private final MessageCheck check = new MessageCheck(Schemas.of(SchemaRegistry.builtIn()), AGENT.agentId());
    private Sealer sealer;

    @BeforeEach
    void makeSealer() throws GeneralSecurityException {
        SealKey key = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        sealer = new Sealer(key, AGENT.tenantId(), AGENT.agentId(), new SecureRandom());
    }

    @Test
    void everyFixtureBecomesTheSameEventBothWays() {
        boolean plain = false;
        for (Fixture fixture : Fixture.all()) {
            assertSame(arrival(fixture, fixture.json(), plain));
            plain = !plain;
        }
    }

    @Test
    void damagedFixturesAreAnsweredAlike() {
        Random random = new Random(7);
        for (Fixture fixture : Fixture.all()) {
            byte[] damaged = fixture.json().clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(7));
            assertSame(arrival(fixture, Arrays.copyOf(damaged, random.nextInt(damaged.length)), true));
        }
    }

    /** Whichever registry is in force at whichever step: the message is recorded under its schema or its type is unknown. */
    @Test
    void typesThatComeAndGoInFlightAreKnownOrUnknown(@TempDir Path directory) throws IOException {
        TenantBundles.write(directory, "tablet_docked", SchemaStatus.ACTIVE);
        SchemaRegistry without = SchemaRegistry.builtIn();
        SchemaRegistry with = without.with(SchemaCollection.load(SchemaSource.directory(directory)));
        DeviceIdentity pump = new DeviceIdentity("pump-7", DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());
        byte[] body = ("{\"eventType\":\"x_acme.tablet_docked\",\"eventTime\":\"2026-11-02T07:15:00Z\","
                        + "\"payload\":{\"slot\":3,\"nurse\":\"N. Nightingale\"}}")
                .getBytes(StandardCharsets.UTF_8);
        Arrival arrival = Arrival.of(pump, SourceProtocol.TCP, body);
        List<String> known = event(arrival, new MessageCheck(Schemas.of(with), AGENT.agentId()).checkTree(arrival));
        for (int steps = 0; steps < 1 << MOST_LOOKUPS; steps++) {
            Iterator<SchemaRegistry> inForce = IntStream.range(0, MOST_LOOKUPS)
                    .mapToObj(new Steps(steps, with, without)::at)
                    .iterator();
            Result result = new MessageCheck(changing(inForce), AGENT.agentId()).check(arrival);
            if (result instanceof Result.Invalid invalid) {
                assertThat(invalid.isUnknown()).isTrue();
                assertThat(invalid.detail()).doesNotContain("Nightingale");
            } else {
                assertThat(event(arrival, result)).isEqualTo(known);
            }
        }
    }

    private record Steps(int bits, SchemaRegistry with, SchemaRegistry without) {
        SchemaRegistry at(int step) {
            return (bits >> step & 1) == 0 ? with : without;
        }
    }

    /** Another registry each time; it has no more than a check may ask for. */
    private static Schemas changing(Iterator<SchemaRegistry> inForce) {
        Schemas never = Schemas.of(SchemaRegistry.builtIn());
        return new Schemas() {
            @Override
            public SchemaRegistry current() {
                return inForce.next();
            }

            @Override
            public boolean areComplete() {
                return never.areComplete();
            }

            @Override
            public boolean acceptsDraft(EventSchema draft) {
                return never.acceptsDraft(draft);
            }

            @Override
            public void deprecatedUsed(EventSchema schema) {
                never.deprecatedUsed(schema);
            }
        };
    }

    private static Arrival arrival(Fixture fixture, byte[] body, boolean plain) {
        DeviceType type =
                fixture.eventType().startsWith("auth") || fixture.eventType().startsWith("record")
                        ? DeviceType.APPLICATION
                        : DeviceType.INFUSION_PUMP;
        String text = new String(fixture.json(), StandardCharsets.UTF_8);
        String deviceId = text.replaceFirst("(?s).*?\"deviceId\"\\s*:\\s*\"([^\"]+)\".*", "$1");
        DeviceIdentity device =
                new DeviceIdentity(deviceId.length() <= 128 ? deviceId : "pump-7", type, AuthMethod.PASSWORD, Map.of());
        Optional<TopicClaim> topic =
                plain ? Optional.empty() : Optional.of(new TopicClaim(device.deviceId(), fixture.eventType()));
        Arrival arrival = new Arrival(device, SourceProtocol.MQTT, body, topic, !plain);
        return plain ? arrival.asWill(NOW.minusSeconds(60)) : arrival;
    }

    private void assertSame(Arrival arrival) {
        Result quick = check.check(arrival);
        Result tree = check.checkTree(arrival);
        if (tree instanceof Result.Invalid) {
            assertThat(quick).isEqualTo(tree);
        } else {
            assertThat(event(arrival, quick)).isEqualTo(event(arrival, tree));
        }
    }

    private List<String> event(Arrival arrival, Result result) {
        CheckedMessage checked = CheckedMessage.of(arrival, (Result.Valid) result, new MessageDigests(new byte[32]));
        AtomicInteger salts = new AtomicInteger();
        Redactor redactor = new Redactor(() -> salt(salts.incrementAndGet()));
        DraftMaker drafts = new DraftMaker(AGENT, redactor, sealer, () -> 4711);
        EventDraft draft = drafts.make(new DraftMaker.Source(checked, EPOCH, NOW));
        byte[] event = draft.template()
                .fill(new EventTemplate.Place(
                        NOW,
                        ChainHead.genesis(AGENT.chain(EPOCH, draft.deviceId())).eventHash(),
                        42));
        return List.of(
                new String(event, StandardCharsets.UTF_8),
                draft.eventId() + draft.deviceSequence() + draft.repeatKey() + checked.criticality(),
                "sealed bytes: " + draft.sealed().length);
    }

    private static byte[] salt(int number) {
        byte[] salt = new byte[16];
        salt[0] = (byte) number;
        return salt;
    }
}

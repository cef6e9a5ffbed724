package io.wardlog.edge.accept;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.ChainHead;
import io.wardlog.disclosure.Redactor;
import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.accept.MessageCheck.Result;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.writer.EventDraft;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schemas.Fixture;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A message that needs no tree becomes the same event, or is refused in the same words, as by its tree. */
class MessageCheckTest {
    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");
    private static final String EPOCH = "0199c2f0-5a00-7000-8000-0000000000a1";
    private static final Instant NOW = Instant.parse("2026-11-02T07:15:00.312345Z");

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
        return new Arrival(device, SourceProtocol.MQTT, body, topic, !plain, plain);
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
                .fill(
                        NOW,
                        ChainHead.genesis(AGENT.chain(EPOCH, draft.deviceId())).eventHash(),
                        42);
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

package io.wardlog.edge.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.config.DataSize;
import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.hash.Sha256;
import io.wardlog.rate.RateLimit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The decorator over an acceptor that takes everything, with a clock that the test sets. */
class ThrottledAcceptorTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String CRITICAL = "critical";

    private long now = 1;
    private final Map<String, Integer> taken = new HashMap<>();
    private final Map<String, Integer> counted = new HashMap<>();
    private int checks;
    private final Stretches stretches = new Stretches();
    private final List<String> turnedAway = new ArrayList<>();

    private final Acceptor everything = new Acceptor() {
        @Override
        public void accept(Arrival arrival, Consumer<Outcome> whenDurable) {
            taken.merge(arrival.device().deviceId(), 1, Integer::sum);
            whenDurable.accept(new Outcome.Accepted("id", 1, Sha256.of()));
        }

        @Override
        public void refuse(Refusal refusal, Runnable whenDurable) {
            taken.merge("refusals", 1, Integer::sum);
            whenDurable.run();
        }
    };

    private ThrottledAcceptor acceptor(int deviceRate, int agentRate) {
        return new ThrottledAcceptor(everything, admission(deviceRate, agentRate), turnedAway::add);
    }

    private Admission admission(int deviceRate, int agentRate) {
        LimitsConfig limits = new LimitsConfig(
                deviceRate,
                new DataSize(1 << 20),
                agentRate,
                new DataSize(1 << 24),
                Duration.ofSeconds(2),
                Optional.empty());
        return new Admission(
                new Throttle(limits, now),
                stretches,
                new Admission.Surroundings(
                        arrival -> text(arrival).startsWith("claims")
                                || text(arrival).equals(CRITICAL),
                        arrival -> {
                            checks++;
                            return text(arrival).equals(CRITICAL);
                        },
                        (type, scope) -> counted.merge(type.wireName() + " " + scope.wireName(), 1, Integer::sum),
                        () -> now));
    }

    private static String text(Arrival arrival) {
        return new String(arrival.body(), StandardCharsets.UTF_8);
    }

    private static DeviceIdentity device(String id) {
        return new DeviceIdentity(id, DeviceType.INFUSION_PUMP, AuthMethod.MTLS, Map.of());
    }

    private static Outcome send(Acceptor acceptor, DeviceIdentity device, String body) {
        List<Outcome> outcomes = new ArrayList<>();
        acceptor.accept(Arrival.of(device, SourceProtocol.TCP, body.getBytes(StandardCharsets.UTF_8)), outcomes::add);
        assertThat(outcomes).hasSize(1);
        return outcomes.get(0);
    }

    private static int flood(Acceptor acceptor, String id, int messages) {
        int accepted = 0;
        for (int i = 0; i < messages; i++) {
            accepted += send(acceptor, device(id), "x") instanceof Outcome.Accepted ? 1 : 0;
        }
        return accepted;
    }

    @Test
    void aDeviceMaySendItsBurstAndThenItsRateAndIsToldWhenToCome() {
        Acceptor acceptor = acceptor(10, 1_000);
        assertThat(flood(acceptor, "pump-1", 100)).isEqualTo(20);
        assertThat(send(acceptor, device("pump-1"), "x"))
                .isEqualTo(new Outcome.Busy(ErrorCode.RATE_LIMITED, Duration.ofMillis(100)));
        assertThat(turnedAway).hasSize(81).containsOnly("pump-1");
        assertThat(flood(acceptor, "pump-2", 5)).as("another device").isEqualTo(5);
        now += SECOND / 10;
        assertThat(flood(acceptor, "pump-1", 100)).isEqualTo(1);
        assertThat(counted).containsOnlyKeys("infusion_pump device");
    }

    @Test
    void theDirectorysLimitCounts() {
        Acceptor acceptor = acceptor(10, 1_000);
        DeviceIdentity engine = new DeviceIdentity(
                "engine",
                DeviceType.APPLICATION,
                AuthMethod.MTLS,
                Map.of(),
                Optional.of(new RateLimit(100, new DataSize(1 << 20), Duration.ofSeconds(1))));
        int accepted = 0;
        for (int i = 0; i < 500; i++) {
            accepted += send(acceptor, engine, "x") instanceof Outcome.Accepted ? 1 : 0;
        }
        assertThat(accepted).isEqualTo(100);
    }

    @Test
    void bytesCountToo() {
        Acceptor acceptor = acceptor(1_000_000, 1_000_000);
        String large = "x".repeat(60_000);
        int accepted = 0;
        for (int i = 0; i < 100; i++) {
            accepted += send(acceptor, device("pump-1"), large) instanceof Outcome.Accepted ? 1 : 0;
        }
        assertThat(accepted).isEqualTo((2 << 20) / 60_000);
    }

    /** One device floods without an end, fifty others send once a second each: over its limit, the agent serves all of these. */
    @Test
    void whenAllAreOverTheLimitWhoSendsLittleIsServed() {
        Acceptor acceptor = acceptor(1_000_000, 100);
        flood(acceptor, "mad", 10_000);
        taken.clear();
        for (int second = 0; second < 20; second++) {
            for (int slot = 0; slot < 50; slot++) {
                flood(acceptor, "mad", 1_000);
                assertThat(send(acceptor, device("pump-" + slot), "x"))
                        .as("second %d, pump-%d", second, slot)
                        .isInstanceOf(Outcome.Accepted.class);
                now += SECOND / 50;
            }
        }
        assertThat(taken.get("mad")).isBetween(900, 1_100);
        assertThat(counted).containsKey("infusion_pump agent");
    }

    @Test
    void criticalMessagesHaveAReserveBesideBothLimits() {
        Acceptor acceptor = acceptor(10, 1_000);
        flood(acceptor, "pump-1", 100);
        assertThat(checks).as("what cannot be critical is not even looked at").isZero();
        assertThat(send(acceptor, device("pump-1"), CRITICAL)).isInstanceOf(Outcome.Accepted.class);
        assertThat(send(acceptor, device("pump-1"), CRITICAL)).isInstanceOf(Outcome.Accepted.class);
        assertThat(send(acceptor, device("pump-1"), CRITICAL)).isInstanceOf(Outcome.Busy.class);
        now += SECOND;
        for (int i = 0; i < 1_000; i++) {
            send(acceptor, device("pump-1"), "claims to be");
        }
        assertThat(checks).as("who only claims gets few checks").isLessThanOrEqualTo(4);
    }

    @Test
    void aStretchIsToldOnceWhenItBeginsAndOnceWhenItIsOver() {
        Acceptor acceptor = acceptor(10, 1_000);
        flood(acceptor, "pump-1", 30);
        assertThat(stretches.changes(now)).singleElement().satisfies(began -> {
            assertThat(began.deviceId()).contains("pump-1");
            assertThat(began.ended()).isFalse();
            assertThat(began.messages()).isEqualTo(10);
        });
        now += SECOND;
        flood(acceptor, "pump-1", 30);
        assertThat(stretches.changes(now)).isEmpty();
        assertThat(stretches.now().devices()).containsExactly("pump-1");
        now += Stretches.QUIET.toNanos();
        assertThat(stretches.changes(now)).singleElement().satisfies(over -> {
            assertThat(over.ended()).isTrue();
            assertThat(over.messages()).isEqualTo(30);
            assertThat(over.since()).isEqualTo(Stretches.QUIET.plusSeconds(1));
        });
        assertThat(stretches.now()).isEqualTo(new Stretches.Now(false, List.of(), 30));
    }

    @Test
    void howeverManyDevicesFloodFewStretchesAreRecorded() {
        Acceptor acceptor = acceptor(10, 1_000_000);
        for (int i = 0; i < 500; i++) {
            flood(acceptor, "pump-" + i, 25);
        }
        assertThat(stretches.changes(now)).hasSize(Stretches.MAX_DEVICES);
        assertThat(stretches.now().messages()).isEqualTo(2_500);
    }

    @Test
    void refusalsPassUnhindered() {
        Acceptor acceptor = acceptor(10, 10);
        flood(acceptor, "pump-1", 100);
        acceptor.refuse(Refusal.ofConnection(SourceProtocol.TCP, "10.0.0.1", ErrorCode.TLS_FAILED, "x"), () -> {});
        assertThat(taken).containsEntry("refusals", 1);
    }
}

package io.wardlog.edge.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.hash.Hash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is noted of devices by what stands before an acceptor that answers as it is told. */
class DevicePresenceTest {

    private static final Outcome ACCEPTED = new Outcome.Accepted("id", 1, Hash.of(new byte[Hash.LENGTH]));
    private static final Outcome REJECTED = new Outcome.Rejected(ErrorCode.SCHEMA_VIOLATION, "no");
    private static final Outcome LATER = new Outcome.Busy(Duration.ofSeconds(1));

    /** The clock of a machine may begin anywhere. */
    private final AtomicLong nanos = new AtomicLong(-123_456_789_012L);

    private final DevicePresence presence = new DevicePresence(nanos::get);

    private void pass(long seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private void send(String deviceId, Outcome answer) {
        DeviceIdentity device = new DeviceIdentity(deviceId, DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());
        before(answer).accept(Arrival.of(device, SourceProtocol.TCP, new byte[0]), outcome -> {});
    }

    private HearingAcceptor before(Outcome answer) {
        return new HearingAcceptor(
                new Acceptor() {
                    @Override
                    public void accept(Arrival arrival, Consumer<Outcome> whenDurable) {
                        whenDurable.accept(answer);
                    }

                    @Override
                    public void refuse(Refusal refusal, Runnable whenDurable) {
                        whenDurable.run();
                    }
                },
                presence);
    }

    @Test
    void acceptedAndRefusedMessagesAreCountedAndThoseThatAreToComeLaterAreNot() {
        send("pump-7", ACCEPTED);
        pass(3);
        send("pump-7", REJECTED);
        send("pump-7", LATER);
        pass(2);
        Heard heard = presence.heard("pump-7");
        assertThat(heard.protocol()).contains(SourceProtocol.TCP);
        assertThat(heard.accepted()).isEqualTo(new Heard.Accepted(1, 1, Optional.of(Duration.ofSeconds(5))));
        assertThat(heard.refused())
                .isEqualTo(new Heard.Refused(
                        1, Optional.of(new Heard.Last(ErrorCode.SCHEMA_VIOLATION, Duration.ofSeconds(2)))));
        assertThat(heard.endedRefused()).isTrue();
        send("pump-7", ACCEPTED);
        assertThat(presence.heard("pump-7").endedRefused()).isFalse();
        assertThat(presence.heard("pump-8")).isEqualTo(Heard.NOTHING);
    }

    @Test
    void aRefusedConnectionIsItsDevicesWhenThatHadShownWhoItIs() {
        Refusal large = new Refusal(
                SourceProtocol.MQTT, "10.0.0.7", Optional.of("pump-7"), ErrorCode.TOO_LARGE, "no", new byte[0], 9);
        before(LATER).refuse(large, () -> {});
        before(LATER)
                .refuse(
                        Refusal.ofConnection(SourceProtocol.MQTT, "10.0.0.7", ErrorCode.WRONG_CREDENTIALS, "no"),
                        () -> {});
        Heard heard = presence.heard("pump-7");
        assertThat(heard.protocol()).contains(SourceProtocol.MQTT);
        assertThat(heard.accepted().ago()).isEmpty();
        assertThat(heard.refused().count()).isEqualTo(1);
        assertThat(heard.refused().last().orElseThrow().code()).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void theLastMinuteForgetsWhatIsOlder() {
        for (int second = 0; second < 180; second++) {
            send("pump-7", ACCEPTED);
            assertThat(presence.heard("pump-7").accepted().lastMinute()).isBetween(Math.min(second + 1, 50), 60);
            pass(1);
        }
        pass(40);
        assertThat(presence.heard("pump-7").accepted().lastMinute()).isBetween(1, 20);
        pass(30);
        assertThat(presence.heard("pump-7").accepted().lastMinute()).isZero();
        pass(1_000_000);
        send("pump-7", ACCEPTED);
        assertThat(presence.heard("pump-7").accepted().lastMinute()).isEqualTo(1);
        assertThat(presence.heard("pump-7").accepted().count()).isEqualTo(181);
    }

    @Test
    void silentIsWhoWasNotHeardForLongAndWhoFellSilentLastComesFirst() {
        send("pump-1", ACCEPTED);
        pass(10);
        send("pump-2", ACCEPTED);
        send("pump-3", REJECTED);
        pass(20);
        DevicePresence.Standing standing =
                presence.of(List.of("pump-1", "pump-2", "pump-3", "pump-4"), Duration.ofSeconds(15));
        assertThat(standing.known()).isEqualTo(4);
        assertThat(standing.unheard()).isEqualTo(2);
        assertThat(standing.silent())
                .containsExactly(
                        new DevicePresence.Silent("pump-2", Optional.of(Duration.ofSeconds(20))),
                        new DevicePresence.Silent("pump-1", Optional.of(Duration.ofSeconds(30))),
                        new DevicePresence.Silent("pump-3", Optional.empty()),
                        new DevicePresence.Silent("pump-4", Optional.empty()));
    }

    @Test
    void whoIsInTheDirectoryNoMoreIsForgotten() {
        send("pump-1", ACCEPTED);
        send("pump-2", ACCEPTED);
        presence.retain(List.of("pump-2"));
        assertThat(presence.heard("pump-1")).isEqualTo(Heard.NOTHING);
        assertThat(presence.heard("pump-2").accepted().count()).isEqualTo(1);
    }
}

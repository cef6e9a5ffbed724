package io.wardlog.edge.listen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.listen.EventLoop;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of messages when their connection ends: each is settled once, so that nobody counts it for ever. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
class InflowTest {

    private static final Outcome BUSY = new Outcome.Busy(Duration.ofHours(1));
    private static final DeviceIdentity PUMP =
            new DeviceIdentity("pump-1", DeviceType.INFUSION_PUMP, AuthMethod.PASSWORD, Map.of());

    private final List<Consumer<Outcome>> offered = new ArrayList<>();
    private final List<String> settled = new ArrayList<>();

    private final Acceptor acceptor = new Acceptor() {
        @Override
        public void accept(Arrival arrival, Consumer<Outcome> whenDurable) {
            offered.add(whenDurable);
        }

        @Override
        public void refuse(Refusal refusal, Runnable whenDurable) {
            whenDurable.run();
        }
    };

    private static final Inflow.Events NOBODY = new Inflow.Events() {
        @Override
        public void holding(ErrorCode why) {}

        @Override
        public void flowing() {}

        @Override
        public void busyTooLong() {}
    };

    private void add(Inflow inflow, int packetId) {
        inflow.add(
                Arrival.of(PUMP, SourceProtocol.MQTT, new byte[0]),
                outcome -> settled.add(packetId + " " + outcome.getClass().getSimpleName()));
    }

    private static void onLoop(Vertx vertx, Consumer<EventLoop> test) throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(ignored -> {
            try {
                test.accept(EventLoop.current(vertx));
                done.complete(null);
            } catch (Throwable failed) {
                done.completeExceptionally(failed);
            }
        });
        done.get(20, TimeUnit.SECONDS);
    }

    @Test
    void whatIsHeldOrUnderWayWhenTheConnectionEndsIsSettledOnce(Vertx vertx) throws Exception {
        onLoop(vertx, loop -> {
            Inflow inflow = new Inflow(acceptor, loop, Duration.ofHours(1), NOBODY);
            add(inflow, 1); // will be held
            add(inflow, 2); // comes back busy after the end
            add(inflow, 3); // is recorded after the end
            offered.get(0).accept(BUSY);
            add(inflow, 4); // waits behind
            inflow.end();
            assertThat(settled).containsExactlyInAnyOrder("1 Busy", "4 Busy");
            offered.get(1).accept(BUSY);
            offered.get(2).accept(new Outcome.Rejected(ErrorCode.MISSING_FIELD, "x"));
            assertThat(settled).containsExactlyInAnyOrder("1 Busy", "4 Busy", "2 Busy", "3 Rejected");
        });
    }

    @Test
    void whatIsOfferedAgainWhenTheConnectionEndsIsSettledOnce(Vertx vertx) throws Exception {
        onLoop(vertx, loop -> {
            Inflow inflow = new Inflow(acceptor, loop, Duration.ofHours(1), NOBODY);
            add(inflow, 1);
            add(inflow, 2);
            offered.get(0).accept(BUSY);
            offered.get(1).accept(BUSY);
            add(inflow, 3);
            inflow.end();
            assertThat(settled).containsExactlyInAnyOrder("1 Busy", "2 Busy", "3 Busy");
        });
    }
}

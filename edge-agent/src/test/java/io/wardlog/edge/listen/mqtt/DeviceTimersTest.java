package io.wardlog.edge.listen.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.wardlog.edge.status.AgentMetrics;
import io.wardlog.event.SourceProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class DeviceTimersTest {

    private static final long HOUR = 3_600_000;

    private final AgentMetrics metrics = new AgentMetrics();
    private final List<String> due = new ArrayList<>();

    private void endEarly(Runnable eldest) {
        metrics.endedEarly(SourceProtocol.MQTT);
        eldest.run();
    }

    @Test
    void beyondSixtyFourTheEldestOfTheDeviceIsDueAtOnce(Vertx vertx) {
        DeviceTimers timers = new DeviceTimers(vertx, this::endEarly);
        timers.set("quiet/c", HOUR, () -> due.add("quiet"));
        for (int i = 0; i < DeviceTimers.PER_DEVICE + 2; i++) {
            int number = i;
            timers.set("pump/c" + i, HOUR, () -> due.add("c" + number));
        }
        assertThat(due).containsExactly("c0", "c1");
        assertThat(metrics.scrape()).contains("wardlog_agent_ended_early_total{protocol=\"mqtt\"} 2.0");

        assertThat(timers.takeBack("pump/c2")).isPresent();
        timers.set("pump/another", HOUR, () -> due.add("another"));
        assertThat(due).as("there was room").hasSize(2);
        assertThat(timers.takeBack("pump/c1")).isEmpty();
        assertThat(timers.takeBack("quiet/c")).isPresent();
    }

    @Test
    void whatIsSetAgainWaitsOnce(Vertx vertx) throws Exception {
        DeviceTimers timers = new DeviceTimers(vertx, this::endEarly);
        CountDownLatch second = new CountDownLatch(1);
        timers.set("pump/c", HOUR, () -> due.add("first"));
        timers.set("pump/c", 1, second::countDown);
        assertThat(second.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(due).isEmpty();
        assertThat(timers.takeBack("pump/c")).isEmpty();
        assertThat(metrics.scrape()).doesNotContain("wardlog_agent_ended_early_total{");
    }
}

package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlineTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    /** Vert.x counts its timers from 0: a deadline that has none must not take that for its own. */
    @Test
    void oneThatNeverWaitedStopsNobodysTimer() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        CountDownLatch used = new CountDownLatch(1);
        long others = vertx.setPeriodic(200, timer -> {
            if (used.getCount() == 0) {
                ran.countDown();
            }
        });
        assertThat(others).isZero();
        vertx.runOnContext(ignored -> {
            EventLoop loop = EventLoop.current(vertx);
            new Deadline(loop, () -> {}).end();
            Deadline first = new Deadline(loop, () -> {});
            first.in(Duration.ofMinutes(1));
            first.end();
            used.countDown();
        });
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    }
}

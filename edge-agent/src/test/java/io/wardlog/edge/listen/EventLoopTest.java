package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What other threads bring to an event loop runs there, each once, in the order of each thread. */
@ExtendWith(VertxExtension.class)
@Timeout(30)
class EventLoopTest {

    private static final int ACTIONS = 20_000;

    private static EventLoop loopOf(Vertx vertx) throws Exception {
        CompletableFuture<EventLoop> loop = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(ignored -> loop.complete(EventLoop.current(vertx)));
        return loop.get(20, TimeUnit.SECONDS);
    }

    @Test
    void whatTwoThreadsBringRunsOnceAndInOrder(Vertx vertx) throws Exception {
        EventLoop loop = loopOf(vertx);
        List<List<Integer>> ran = List.of(new ArrayList<>(), new ArrayList<>());
        CountDownLatch left = new CountDownLatch(2 * ACTIONS);
        List<Thread> threads = ran.stream()
                .map(mine -> new Thread(() -> IntStream.range(0, ACTIONS)
                        .forEach(i -> loop.run(() -> {
                            mine.add(i);
                            left.countDown();
                        }))))
                .toList();

        threads.forEach(Thread::start);

        assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ran)
                .allSatisfy(mine -> assertThat(mine)
                        .containsExactlyElementsOf(
                                IntStream.range(0, ACTIONS).boxed().toList()));
    }

    @Test
    void oneThatThrowsHoldsUpNoneBehindIt(Vertx vertx) throws Exception {
        EventLoop loop = loopOf(vertx);
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        vertx.exceptionHandler(told::complete);
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Void> behind = new CompletableFuture<>();

        loop.run(() -> awaitQuietly(held)); // so that the others are brought together
        loop.run(() -> {
            throw new IllegalStateException("one");
        });
        loop.run(() -> behind.complete(null));
        held.countDown();

        assertThat(told.get(20, TimeUnit.SECONDS)).hasMessage("one");
        assertThat(behind.get(20, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void onTheLoopItselfItRunsAtOnce(Vertx vertx) throws Exception {
        EventLoop loop = loopOf(vertx);
        CompletableFuture<Boolean> atOnce = new CompletableFuture<>();

        loop.run(() -> {
            List<String> ran = new ArrayList<>();
            loop.run(() -> ran.add("at once"));
            atOnce.complete(!ran.isEmpty());
        });

        assertThat(atOnce.get(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

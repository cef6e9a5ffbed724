package io.wardlog.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How much devices send in one life of an agent. Thread-safe. */
final class CampaignLoad {

    private static final int ALL = 1_000_000;

    private final int each;
    private final List<Semaphore> parts = new CopyOnWriteArrayList<>();
    private final CountDownLatch answers;
    private volatile boolean over;

    /**
     * @param each how many messages each device may send, for a beginning
     * @param answers how many {@link #awaitAnswers} waits for
     */
    CampaignLoad(int each, int answers) {
        this.each = each;
        this.answers = new CountDownLatch(answers);
    }

    /** What a device may send. */
    Semaphore part() {
        Semaphore part = new Semaphore(each);
        parts.add(part);
        if (over) {
            part.release(ALL);
        }
        return part;
    }

    /** Each device may send more. */
    void allow(int more) {
        parts.forEach(part -> part.release(more));
    }

    /** Nothing new is sent any more. */
    void end() {
        over = true;
        allow(ALL);
    }

    boolean goesOn() {
        return !over;
    }

    void answered(int count) {
        for (int i = 0; i < count; i++) {
            answers.countDown();
        }
    }

    /** Waits for the answers that this load was made for. */
    void awaitAnswers() throws InterruptedException {
        assertThat(answers.await(3, TimeUnit.MINUTES)).as("answered in time").isTrue();
    }
}

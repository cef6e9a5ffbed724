package io.wardlog.edge.forward.http2;

import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.CollectorConfig.Order;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which of the collectors the next call goes to: the one of the last call until it fails, then the next in turn. Not thread-safe: the
 * uplink's event loop's.
 */
final class CollectorChoice {

    private final List<HostPort> turn;
    private final Order order;
    private final Random random;
    private int at;

    /** @param collectors at least one */
    CollectorChoice(List<HostPort> collectors, Order order, Random random) {
        this.turn = new ArrayList<>(collectors);
        this.order = order;
        this.random = random;
        anew();
    }

    HostPort current() {
        return turn.get(at);
    }

    /** This one did not answer; what is known of another stays. */
    void failed(HostPort collector) {
        if (collector.equals(current())) {
            at = (at + 1) % turn.size();
        }
    }

    /** Begins with the first of the list again, or with any. */
    void anew() {
        if (order == Order.RANDOM) {
            Collections.shuffle(turn, random);
        }
        at = 0;
    }
}

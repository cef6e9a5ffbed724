package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.listen.OrderedAnswers;
import java.util.Optional;

/** Whether a client's socket is read: while nothing of it is held and there is room for answers. Confined to the connection's event loop. */
final class Reading {
    private final MqttConnection connection;
    private final Inflow inflow;
    private final OrderedAnswers answers;
    private boolean paused;
    private Optional<Runnable> drained = Optional.empty();

    Reading(MqttConnection connection, Inflow inflow, OrderedAnswers answers) {
        this.connection = connection;
        this.inflow = inflow;
        this.answers = answers;
    }

    /** Nothing more is wanted; {@code then} runs when all that was taken is answered. */
    void drain(Runnable then) {
        drained = Optional.of(then);
        adapt();
    }

    boolean isDraining() {
        return drained.isPresent();
    }

    /** To be called when something was taken, held, let go or answered. */
    void adapt() {
        if (drained.isPresent()) {
            if (answers.size() == 0) {
                drained.get().run();
            }
            return;
        }
        int room = connection.config().receiveMaximum();
        boolean pause = inflow.isHolding() || answers.size() >= (paused ? (room + 1) / 2 : room);
        if (pause == paused || connection.isClosing()) {
            return;
        }
        paused = pause;
        if (pause) {
            connection.gate().shut();
        } else {
            connection.gate().open();
        }
    }
}

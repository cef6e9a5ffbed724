package io.wardlog.edge.listen;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Gives answers in the order of the messages, however the outcomes come: each message takes a {@link Place} when it is
 * read; an answer goes out when all before it have gone. Confined to the connection's event loop.
 */
public final class OrderedAnswers {

    private final Deque<Place> waiting = new ArrayDeque<>();

    /** One message's place in the order of answers. */
    public final class Place {

        private Runnable answer;

        private Place() {}

        /** Gives the answer, now or when it is its turn. Called once. */
        public void answer(Runnable sending) {
            if (answer != null) {
                throw new IllegalStateException("a message is answered once");
            }
            answer = sending;
            drain();
        }
    }

    /** The place behind all that were taken before. */
    public Place take() {
        Place place = new Place();
        waiting.add(place);
        return place;
    }

    /** How many places have no answer sent. */
    public int size() {
        return waiting.size();
    }

    private void drain() {
        while (!waiting.isEmpty() && waiting.peek().answer != null) {
            waiting.poll().answer.run();
        }
    }
}

package io.wardlog.simulator.load;

import io.wardlog.simulator.link.Answer;
import java.util.List;

/** One connection of one device, used once: when it breaks a new one is made. Used on its event loop only. */
interface DeviceLine {

    /** Puts the message on the line; it leaves with the next {@link #flush}. */
    void write(LoadMessage message);

    void flush();

    /** Keeps the connection alive where the protocol needs it. */
    void ping();

    /** Says goodbye and closes; the owner hears {@link Owner#closed}. */
    void close();

    /** Who is told what happens on the line, on its event loop. */
    interface Owner {

        /** The device may send, at most so many messages unanswered at a time. */
        void ready(DeviceLine line, int window);

        /** It may not, and asking again changes nothing. */
        void notAdmitted(String why);

        void answered(LoadMessage message, Answer answer);

        /** The agent answered something that was not asked. */
        void unexpected();

        /** All that has been read is answered. */
        void allRead();

        /** The line is gone. Told once; {@code unanswered} in the order in which it was sent. */
        void closed(String why, List<LoadMessage> unanswered);
    }
}

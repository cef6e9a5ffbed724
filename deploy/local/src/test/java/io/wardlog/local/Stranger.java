package io.wardlog.local;

import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;

/**
 * Someone whom an agent refuses before it has read a message of a device that it knows.
 *
 * @param who for the test's name
 * @param protocol under which it is counted
 * @param code as which it is counted and recorded
 * @param told what the client hears, or prints about what it hears
 * @param attempt runs the client to its end and has what it heard or printed
 */
record Stranger(String who, SourceProtocol protocol, ErrorCode code, String told, Attempt attempt) {

    /** A client at work. */
    interface Attempt {
        String run() throws Exception;
    }

    @Override
    public String toString() {
        return who;
    }
}

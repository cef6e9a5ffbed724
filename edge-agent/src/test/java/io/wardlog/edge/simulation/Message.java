package io.wardlog.edge.simulation;

import io.wardlog.edge.accept.Outcome;
import java.util.Optional;

/** One message of a device, and what became of it. */
final class Message {

    private final String deviceId;
    private final int number;
    private final Optional<String> eventId;
    private final byte[] body;
    private final boolean valid;
    private Optional<Outcome.Accepted> accepted = Optional.empty();
    private boolean sent;
    private boolean underWay;

    /**
     * @param number how many the device made before it
     * @param eventId the device's own id, when it gives one: then, and only then, a repeat is known as one
     * @param valid whether the agent is to accept it
     */
    Message(String deviceId, int number, Optional<String> eventId, byte[] body, boolean valid) {
        this.deviceId = deviceId;
        this.number = number;
        this.eventId = eventId;
        this.body = body;
        this.valid = valid;
    }

    String deviceId() {
        return deviceId;
    }

    int number() {
        return number;
    }

    Optional<String> eventId() {
        return eventId;
    }

    byte[] body() {
        return body;
    }

    boolean isValid() {
        return valid;
    }

    /** The first word of the agent that it is on disk. */
    Optional<Outcome.Accepted> accepted() {
        return accepted;
    }

    void accepted(Outcome.Accepted first) {
        accepted = Optional.of(first);
    }

    boolean wasSent() {
        return sent;
    }

    boolean isUnderWay() {
        return underWay;
    }

    void leaves() {
        sent = true;
        underWay = true;
    }

    void isBack() {
        underWay = false;
    }

    @Override
    public String toString() {
        return deviceId + "/" + number;
    }
}

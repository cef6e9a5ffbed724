package io.wardlog.simulator.link;

/** Told what became of each message; called on the sender's event loop. */
public interface Delivery {

    /** The agent has it on disk. */
    void acknowledged(SimulatedMessage message);

    /** The agent will not have it. */
    void refused(SimulatedMessage message, String code);

    /** It is sent once more: the connection broke before it was answered, or the agent was busy. */
    void resent(SimulatedMessage message);

    /** A connection broke or could not be made. */
    void connectionLost(String deviceId, Throwable cause);
}

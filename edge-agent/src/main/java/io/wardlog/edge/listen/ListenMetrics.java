package io.wardlog.edge.listen;

import io.wardlog.event.SourceProtocol;

/** What listeners count. Called on event loops: implementations are thread-safe and never block. */
public interface ListenMetrics {

    /** The {@code result} of an accepted message. */
    String ACCEPTED = "accepted";

    /** A connection was opened (after its TLS handshake, where there is one). */
    void opened(SourceProtocol protocol);

    /** A connection that was counted as opened is gone. */
    void closed(SourceProtocol protocol);

    /** A message was answered; {@code result} is {@link #ACCEPTED} or the code of the refusal, {@code busy} among them. */
    void answered(SourceProtocol protocol, String result);

    /** Something that never became a message was refused with this code. */
    void refused(SourceProtocol protocol, String code);

    /** A message came with MQTT QoS 0: nobody will be told whether it was kept. */
    void unacknowledged(SourceProtocol protocol);

    /** A device has too many sessions, or wills, that wait for their time: the eldest of them had it at once. Or a will that waited for room gave way to a later one. */
    void endedEarly(SourceProtocol protocol);

    /** A sender named a trace that its message belongs to; {@code wellFormed} when it is read, else it is as if there were none. */
    void traced(SourceProtocol protocol, boolean wellFormed);
}

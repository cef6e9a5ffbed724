package io.wardlog.edge.accept;

import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.event.SourceProtocol;
import io.wardlog.trace.TraceContext;
import java.util.Objects;
import java.util.Optional;

/**
 * One message as it came in.
 *
 * @param device who is on the line, authenticated
 * @param protocol the way it came
 * @param body the message's bytes; the caller gives them away and does not change them
 * @param topic what an MQTT topic claims; must agree with the device and the message
 * @param redelivered the sender marked it as sent before (MQTT DUP)
 * @param will an MQTT will that the listener sends for a lost connection: its {@code eventTime} is stale by nature and
 *     is replaced by the agent's, the claimed one is kept as {@code source.eventTimeRaw}
 * @param delivery what makes it one that is recorded exactly once; absent when its sender may have it recorded twice
 * @param trace where its sender says that it belongs in a trace; nothing is decided by it and none of it is recorded
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record Arrival(
        DeviceIdentity device,
        SourceProtocol protocol,
        byte[] body,
        Optional<TopicClaim> topic,
        boolean redelivered,
        boolean will,
        Optional<Delivery> delivery,
        Optional<TraceContext> trace) {

    public Arrival {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(trace, "trace");
    }

    /** One without a delivery or a trace. */
    public Arrival(
            DeviceIdentity device,
            SourceProtocol protocol,
            byte[] body,
            Optional<TopicClaim> topic,
            boolean redelivered,
            boolean will) {
        this(device, protocol, body, topic, redelivered, will, Optional.empty(), Optional.empty());
    }

    /** The same as a part of a trace. */
    public Arrival in(Optional<TraceContext> other) {
        return new Arrival(device, protocol, body, topic, redelivered, will, delivery, other);
    }

    /** The same as a delivery. */
    public Arrival once(Optional<Delivery> by) {
        return new Arrival(device, protocol, body, topic, redelivered, will, by, trace);
    }

    /** A plain message: no topic, sent for the first time, no will. */
    public static Arrival of(DeviceIdentity device, SourceProtocol protocol, byte[] body) {
        return new Arrival(device, protocol, body, Optional.empty(), false, false);
    }
}

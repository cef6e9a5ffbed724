package io.wardlog.edge.accept;

import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.event.SourceProtocol;
import io.wardlog.trace.TraceContext;
import java.time.Instant;
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
 * @param lostAt of an MQTT will, when the agent lost the connection: its {@code eventTime} was written before and is replaced by this, the claimed
 *     one is kept as {@code source.eventTimeRaw}; absent when it is no will
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
        Optional<Instant> lostAt,
        Optional<Delivery> delivery,
        Optional<TraceContext> trace) {

    public Arrival {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(protocol, "protocol");
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(lostAt, "lostAt");
        Objects.requireNonNull(delivery, "delivery");
        Objects.requireNonNull(trace, "trace");
    }

    /** One that is no will, without a delivery or a trace. */
    public Arrival(
            DeviceIdentity device,
            SourceProtocol protocol,
            byte[] body,
            Optional<TopicClaim> topic,
            boolean redelivered) {
        this(device, protocol, body, topic, redelivered, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same as a part of a trace. */
    public Arrival in(Optional<TraceContext> other) {
        return new Arrival(device, protocol, body, topic, redelivered, lostAt, delivery, other);
    }

    /** The same as a delivery. */
    public Arrival once(Optional<Delivery> by) {
        return new Arrival(device, protocol, body, topic, redelivered, lostAt, by, trace);
    }

    /** The same as the will of a connection that the agent lost then. */
    public Arrival asWill(Instant lost) {
        return new Arrival(device, protocol, body, topic, redelivered, Optional.of(lost), delivery, trace);
    }

    /** A plain message: no topic, sent for the first time, no will. */
    public static Arrival of(DeviceIdentity device, SourceProtocol protocol, byte[] body) {
        return new Arrival(device, protocol, body, Optional.empty(), false);
    }
}

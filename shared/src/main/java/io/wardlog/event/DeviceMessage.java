package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.error.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a device message (docs/formats.md section 1) says beside its content. */
public interface DeviceMessage {

    /** What {@link #read} made of a tree. */
    sealed interface Reading {
        /** The top level is in order. */
        record Value(TreeMessage message) implements Reading {}

        /** The message is refused; {@code detail} names the field and quotes no value. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** Checks the top level of a message that {@code StrictJson} read; the tree is kept, not copied. */
    static Reading read(JsonNode node) {
        return TreeMessage.read(node);
    }

    /** The device that the message names, if it names one. */
    Optional<String> deviceId();

    /** The type that the message names, if it names one. */
    Optional<String> eventType();

    /** The version that the message names, if it names one that an int can hold. */
    OptionalInt eventVersion();

    /** The device's claim in UTC, in the form that an event keeps ({@link EventTimes#normalise}). */
    String eventTime();

    /** The device's claim. */
    Instant claimedInstant();

    /** The claim as the device wrote it. */
    String eventTimeRaw();

    /** The device's own id for this message, of whatever form. */
    Optional<String> eventId();

    /** The device's own counter. */
    OptionalLong deviceSequence();
}

package io.wardlog.local;

import io.wardlog.error.ErrorCode;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Messages of a device that is known which no agent takes; each is one change away from a good one. */
enum BadMessage {
    NOT_JSON(ErrorCode.MALFORMED_JSON, good -> good.substring(0, good.length() - 1)),
    DUPLICATE_KEYS(ErrorCode.DUPLICATE_KEY, good -> good.replace("\"status\":", "\"status\":\"ok\",\"status\":")),
    LONE_SURROGATE(ErrorCode.INVALID_UNICODE, with("\"message\":\"\\ud83d\"")),
    TWO_TO_THE_53_PLUS_1(ErrorCode.NUMBER_OUT_OF_RANGE, with("\"deviceSequence\":9007199254740993")),
    TEN_TO_THE_20(ErrorCode.NUMBER_OUT_OF_RANGE, with("\"deviceSequence\":1e20")),
    MINUS_ZERO(ErrorCode.NUMBER_OUT_OF_RANGE, with("\"deviceSequence\":-0")),
    DEPTH_OF_1_000(ErrorCode.TOO_DEEP, with("\"message\":" + "[".repeat(1_000) + "]".repeat(1_000))),
    /** An MQTT 5 client is told the limit and does not even send it. */
    TEN_MEGABYTES(
            ErrorCode.TOO_LARGE,
            with("\"message\":\"" + "x".repeat(10_000_000) + "\""),
            EnumSet.complementOf(EnumSet.of(Way.MQTT_5))),
    MISSING_FIELD(ErrorCode.MISSING_FIELD, good -> good.replace("\"eventTime\"", "\"message\"")),
    MISSING_PAYLOAD_FIELD(ErrorCode.SCHEMA_VIOLATION, good -> good.replace("\"status\":\"ok\"", "")),
    WRONG_UNIT(
            ErrorCode.SCHEMA_VIOLATION,
            good -> good.replace("\"ok\"", "\"ok\",\"uptime\":{\"value\":1,\"unit\":\"mm[Hg]\"}")),
    UNKNOWN_TYPE(ErrorCode.UNKNOWN_EVENT_TYPE, good -> good.replace("device.heartbeat", "device.sneezed")),
    UNKNOWN_VERSION(ErrorCode.UNKNOWN_EVENT_VERSION, with("\"eventVersion\":99")),
    ANOTHER_DEVICES_ID(
            ErrorCode.DEVICE_MISMATCH, good -> good.replaceFirst("\"deviceId\":\"[^\"]+\"", "\"deviceId\":\"pump-x\"")),
    TYPE_OF_THE_AGENT(ErrorCode.EVENT_TYPE_RESERVED, good -> good.replace("device.heartbeat", "agent.started"));

    final ErrorCode code;
    final Set<Way> ways;
    private final UnaryOperator<String> change;

    BadMessage(ErrorCode code, UnaryOperator<String> change) {
        this(code, change, EnumSet.allOf(Way.class));
    }

    BadMessage(ErrorCode code, UnaryOperator<String> change, Set<Way> ways) {
        this.code = code;
        this.change = change;
        this.ways = ways;
    }

    /** The message as this device would send it. */
    Message of(DemoDevice device) {
        return Message.heartbeat(device.id()).changed(change);
    }

    /** One more member at the top. */
    private static UnaryOperator<String> with(String member) {
        return good -> good.replace("\"payload\":", member + ",\"payload\":");
    }
}

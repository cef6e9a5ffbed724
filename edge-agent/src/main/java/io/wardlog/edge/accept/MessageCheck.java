package io.wardlog.edge.accept;

import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.DeviceMessage;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.EventTypeRules;
import io.wardlog.schema.MessageContent;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.SchemaStatus;
import io.wardlog.schema.SchemaVerdict;
import io.wardlog.schema.Violation;
import java.util.Optional;

/** The agent's check of one message: strict JSON, the known fields, who may say what, the schema. Thread-safe, and pure but for the schemas that it asks for. */
final class MessageCheck {

    /** What the check found. */
    sealed interface Result {
        /** The message may be recorded under this schema. */
        record Valid(DeviceMessage message, EventSchema schema, MessageContent content) implements Result {}

        /** The message is refused; {@code eventType} is what it claims, when there is such a type: a name of its own may be anybody's. */
        record Invalid(ErrorCode code, String detail, Optional<String> eventType) implements Result {
            /** Whether there is no schema for it. */
            boolean isUnknown() {
                return code == ErrorCode.UNKNOWN_EVENT_TYPE || code == ErrorCode.UNKNOWN_EVENT_VERSION;
            }
        }
    }

    private final Schemas schemas;
    private final String agentId;

    MessageCheck(Schemas schemas, String agentId) {
        this.schemas = schemas;
        this.agentId = agentId;
    }

    /** The quick way of a message says no more than that it is valid; whatever else there is to say needs its tree. */
    Result check(Arrival arrival) {
        return schemas.current()
                .read(arrival.body())
                .map(message -> checkIdentity(arrival, message))
                .filter(Result.Valid.class::isInstance)
                .orElseGet(() -> checkTree(arrival));
    }

    /** The way of every message that the quick one does not accept. */
    Result checkTree(Arrival arrival) {
        JsonReading json = StrictJson.read(arrival.body(), JsonLimits.DEVICE_MESSAGE);
        if (json instanceof JsonReading.Refused refused) {
            return new Result.Invalid(refused.code(), refused.detail(), topicType(arrival));
        }
        DeviceMessage.Reading reading = DeviceMessage.read(((JsonReading.Value) json).node());
        if (reading instanceof DeviceMessage.Reading.Refused refused) {
            return new Result.Invalid(refused.code(), refused.detail(), topicType(arrival));
        }
        return checkIdentity(arrival, ((DeviceMessage.Reading.Value) reading).message());
    }

    /** Everything that names a device must name the one on the line. */
    private Result checkIdentity(Arrival arrival, DeviceMessage message) {
        String deviceId = arrival.device().deviceId();
        boolean ownId = deviceId.equals(agentId);
        boolean bodyAgrees = message.deviceId().map(deviceId::equals).orElse(true);
        boolean topicAgrees =
                arrival.topic().map(topic -> topic.deviceId().equals(deviceId)).orElse(true);
        if (ownId || !bodyAgrees || !topicAgrees) {
            String where = ownId ? "the identity is the agent's" : bodyAgrees ? "the topic" : "/deviceId";
            return invalid(ErrorCode.DEVICE_MISMATCH, where + ": a device speaks only for itself", arrival, message);
        }
        return checkType(arrival, message);
    }

    private Result checkType(Arrival arrival, DeviceMessage message) {
        Optional<String> fromTopic = arrival.topic().map(TopicClaim::eventType);
        Optional<String> type = message.eventType().or(() -> fromTopic);
        if (type.isEmpty()) {
            return invalid(ErrorCode.MISSING_FIELD, "the field /eventType is missing", arrival, message);
        }
        if (fromTopic.isPresent() && !fromTopic.equals(type)) {
            return invalid(ErrorCode.INVALID_FIELD, "/eventType differs from the topic's", arrival, message);
        }
        if (!EventTypeRules.mayBeSentBy(arrival.device().type(), type.get())) {
            return invalid(ErrorCode.EVENT_TYPE_RESERVED, "this identity may not send this type", arrival, message);
        }
        return checkSchema(type.get(), arrival, message);
    }

    private Result checkSchema(String type, Arrival arrival, DeviceMessage message) {
        SchemaRegistry current = schemas.current();
        int version = message.eventVersion().orElseGet(() -> pinned(arrival.device(), type));
        Optional<EventSchema> schema = current.find(type, version);
        if (schema.isEmpty()) {
            return current.knows(type)
                    ? invalid(ErrorCode.UNKNOWN_EVENT_VERSION, "this type has no such version", arrival, message)
                    : invalid(ErrorCode.UNKNOWN_EVENT_TYPE, "there is no schema for this type", arrival, message);
        }
        if (schema.get().status() == SchemaStatus.DRAFT && !schemas.acceptsDraft(schema.get())) {
            return invalid(
                    ErrorCode.SCHEMA_DRAFT, "this version is a draft that is not enabled here", arrival, message);
        }
        return judge(schema.get(), arrival, message);
    }

    private Result judge(EventSchema schema, Arrival arrival, DeviceMessage message) {
        SchemaVerdict verdict = schema.judge(message);
        if (verdict instanceof SchemaVerdict.Accepted accepted) {
            return new Result.Valid(message, schema, accepted.content());
        }
        if (verdict instanceof SchemaVerdict.Refused refused) {
            Violation first = refused.violations().get(0);
            return invalid(first.code(), first.toString(), arrival, message);
        }
        return invalid(ErrorCode.SCHEMA_VIOLATION, "unknown without the message's tree", arrival, message);
    }

    private static int pinned(DeviceIdentity device, String type) {
        return device.pinnedVersions().getOrDefault(type, 1);
    }

    private Result invalid(ErrorCode code, String detail, Arrival arrival, DeviceMessage message) {
        Optional<String> type =
                message.eventType().filter(schemas.current()::knows).or(() -> topicType(arrival));
        return new Result.Invalid(code, detail, type);
    }

    private Optional<String> topicType(Arrival arrival) {
        return arrival.topic().map(TopicClaim::eventType).filter(schemas.current()::knows);
    }
}

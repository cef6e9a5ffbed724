package io.wardlog.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.hash.Hash;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The form of the fields that every reader of a stored event relies on. */
final class EventFields {

    private static final Map<String, Predicate<JsonNode>> REQUIRED = required();
    private static final Map<String, Predicate<JsonNode>> SOURCE = Map.of(
            "agentId", text(Identifiers::isDevice),
            "epoch", text(UuidV7::isUuidV7),
            "protocol", text(name -> SourceProtocol.fromWireName(name).isPresent()));

    private EventFields() {}

    /** The first field, as a JSON pointer in a sentence, that is missing or has a wrong form. */
    static Optional<String> firstFault(ObjectNode event) {
        return firstFault(event, "", REQUIRED)
                .or(() -> firstFault((ObjectNode) event.get("source"), "/source", SOURCE))
                .or(() -> firstFault(
                        (ObjectNode) event.get("checksum"),
                        "/checksum",
                        Map.of("algorithm", JsonNode::isTextual, "value", JsonNode::isTextual)));
    }

    private static Optional<String> firstFault(ObjectNode node, String at, Map<String, Predicate<JsonNode>> fields) {
        for (Map.Entry<String, Predicate<JsonNode>> field : fields.entrySet()) {
            JsonNode value = node.get(field.getKey());
            if (value == null || !field.getValue().test(value)) {
                return Optional.of(at + "/" + field.getKey() + " is missing or has a wrong form");
            }
        }
        return Optional.empty();
    }

    private static Map<String, Predicate<JsonNode>> required() {
        Map<String, Predicate<JsonNode>> fields = new LinkedHashMap<>();
        fields.put("envelopeVersion", text("1.0.0"::equals));
        fields.put("tenantId", text(Identifiers::isTenantOrHospital));
        fields.put("hospitalId", text(Identifiers::isTenantOrHospital));
        fields.put("deviceId", text(Identifiers::isDevice));
        fields.put("deviceType", text(name -> DeviceType.fromWireName(name).isPresent()));
        fields.put("eventId", text(UuidV7::isUuidV7));
        fields.put("eventType", text(Identifiers::isEventType));
        fields.put(
                "eventVersion",
                node -> node.isIntegralNumber() && node.longValue() >= 1 && node.longValue() <= Integer.MAX_VALUE);
        fields.put("schemaRef", JsonNode::isTextual);
        fields.put(
                "eventTime",
                text(time -> EventTimes.normalise(time).filter(time::equals).isPresent()));
        fields.put("ingestionTime", text(time -> EventTimes.readMicros(time).isPresent()));
        fields.put("criticality", text(EventFields::isCriticality));
        fields.put("sequenceNumber", node -> node.isIntegralNumber() && node.longValue() >= 1);
        fields.put("prevHash", text(Hash::isHex));
        fields.put("source", JsonNode::isObject);
        fields.put("checksum", JsonNode::isObject);
        fields.put("payload", JsonNode::isObject);
        return fields;
    }

    private static boolean isCriticality(String name) {
        for (Criticality criticality : Criticality.values()) {
            if (criticality.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Predicate<JsonNode> text(Predicate<String> form) {
        return node -> node.isTextual() && form.test(node.textValue());
    }
}

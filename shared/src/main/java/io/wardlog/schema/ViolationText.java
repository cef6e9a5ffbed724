package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what is wrong from the schema's side alone. The checking library's own texts quote values and property names of
 * the document, which may be patient data; they never leave this class. Pure.
 */
final class ViolationText {
    private static final Set<String> ABOUT_UNKNOWN_PROPERTIES =
            Set.of("additionalProperties", "unevaluatedProperties", "propertyNames");
    private static final Map<String, String> WITH_LIMIT = Map.ofEntries(
            Map.entry("minimum", "must be at least %s"),
            Map.entry("maximum", "must be at most %s"),
            Map.entry("exclusiveMinimum", "must be greater than %s"),
            Map.entry("exclusiveMaximum", "must be less than %s"),
            Map.entry("multipleOf", "must be a multiple of %s"),
            Map.entry("minLength", "must have at least %s characters"),
            Map.entry("maxLength", "must have at most %s characters"),
            Map.entry(MaxBytesKeyword.NAME, "must have at most %s bytes in UTF-8"),
            Map.entry("minItems", "must have at least %s items"),
            Map.entry("maxItems", "must have at most %s items"),
            Map.entry("minProperties", "must have at least %s properties"),
            Map.entry("maxProperties", "must have at most %s properties"),
            Map.entry("pattern", "must match %s"),
            Map.entry("format", "must be a valid %s"),
            Map.entry("const", "must be %s"),
            Map.entry("type", "must be of type %s"));
    private static final Map<String, String> WITHOUT = Map.of(
            "uniqueItems", "must not have the same item twice",
            "oneOf", "must fit exactly one of the allowed forms",
            "anyOf", "must fit one of the allowed forms",
            "not", "has a combination that is not allowed");

    private ViolationText() {}

    /** Where the failure is; for a property that the schema does not know, the object that holds it. */
    static String pointer(ValidationMessage failure) {
        String pointer = failure.getInstanceLocation().toString();
        if (!ABOUT_UNKNOWN_PROPERTIES.contains(failure.getType()) || failure.getInstanceNode() == null) {
            return pointer;
        }
        return failure.getInstanceNode().isObject() ? pointer : pointer.substring(0, pointer.lastIndexOf('/'));
    }

    static String message(ValidationMessage failure) {
        String keyword = failure.getType();
        JsonNode limit = failure.getSchemaNode();
        if (ABOUT_UNKNOWN_PROPERTIES.contains(keyword)) {
            return "has a property that its schema does not know";
        }
        if (keyword.equals("required") || keyword.equals("dependentRequired")) {
            // The missing name stands in the schema, so it says nothing about the document.
            return "lacks the property " + failure.getProperty();
        }
        if (keyword.equals("enum") && limit != null) {
            return "must be one of " + values(limit);
        }
        if (WITH_LIMIT.containsKey(keyword) && limit != null) {
            return String.format(WITH_LIMIT.get(keyword), values(limit));
        }
        return WITHOUT.getOrDefault(keyword, "fails " + keyword);
    }

    private static String values(JsonNode limit) {
        if (!limit.isArray()) {
            return limit.asText();
        }
        List<String> values = new ArrayList<>();
        limit.forEach(value -> values.add(value.asText()));
        return values.stream().collect(Collectors.joining(", "));
    }
}

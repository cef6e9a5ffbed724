package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The {@code "x-phi": true} marks of a schema: which paths they cover, and the same schema for the disclosed form, in
 * which each marked place holds {@code {"_sd": D}} (docs/formats.md section 4). Both see through arrays and combined
 * schemas; a mark that stands where they do not look is refused, never overlooked. Pure.
 */
final class PhiMarks {
    private static final String MARK = "x-phi";
    /** Base64url of 32 bytes without padding: the last character carries four bits. */
    private static final String DIGEST_PATTERN = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$";

    private static final Predicate<String> IS_DIGEST =
            Pattern.compile(DIGEST_PATTERN).asMatchPredicate();

    private static final List<String> LISTS_OF_SCHEMAS = List.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final List<String> SINGLE_SCHEMAS = List.of("if", "then", "else", "items");
    private static final Set<String> ABOUT_ELEMENTS = Set.of("items", "prefixItems");

    private PhiMarks() {}

    /**
     * Every path that leads to a marked value and through no other one, in the order of the schema.
     *
     * @throws IllegalStateException when the schema has a mark or a reference that cannot be followed
     */
    static List<PhiPointer> pointers(JsonNode schema) {
        if (disclosedForm(schema).findValue(MARK) != null || schema.findValue("$ref") != null) {
            throw new IllegalStateException(
                    schema.path("$id").asText() + " has " + MARK + " below a keyword that cannot carry it, or a $ref");
        }
        Set<List<String>> paths = new LinkedHashSet<>();
        collect(schema, List.of(), paths);
        return paths.stream().map(PhiPointer::new).toList();
    }

    private static void collect(JsonNode schema, List<String> path, Set<List<String>> paths) {
        if (schema.path(MARK).asBoolean()) {
            paths.add(path);
            return;
        }
        schema.path("properties").fields().forEachRemaining(p -> collect(p.getValue(), plus(path, p.getKey()), paths));
        for (String keyword : LISTS_OF_SCHEMAS) {
            schema.path(keyword).forEach(part -> collect(part, inside(path, keyword), paths));
        }
        SINGLE_SCHEMAS.stream()
                .filter(schema::has)
                .forEach(keyword -> collect(schema.get(keyword), inside(path, keyword), paths));
    }

    private static List<String> inside(List<String> path, String keyword) {
        return ABOUT_ELEMENTS.contains(keyword) ? plus(path, PhiPointer.EACH) : path;
    }

    private static List<String> plus(List<String> path, String step) {
        List<String> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    /** A copy of the schema that describes the stored form of what the schema describes. */
    static JsonNode disclosedForm(JsonNode schema) {
        if (!(schema.deepCopy() instanceof ObjectNode copy)) {
            return schema; // true or false
        }
        if (copy.path(MARK).asBoolean()) {
            return digest();
        }
        copy.remove("$id"); // a schema of its own, which that name does not mean
        copy.path("properties").fields().forEachRemaining(p -> p.setValue(disclosedForm(p.getValue())));
        for (String keyword : LISTS_OF_SCHEMAS) {
            if (copy.get(keyword) instanceof ArrayNode parts) {
                for (int i = 0; i < parts.size(); i++) {
                    parts.set(i, disclosedForm(parts.get(i)));
                }
            }
        }
        SINGLE_SCHEMAS.stream()
                .filter(copy::has)
                .forEach(keyword -> copy.set(keyword, disclosedForm(copy.get(keyword))));
        return copy;
    }

    /** Whether this is the object that stands in the place of a marked value. */
    static boolean isDigest(JsonNode value) {
        return value.isObject()
                && value.size() == 1
                && IS_DIGEST.test(value.path("_sd").asText());
    }

    private static ObjectNode digest() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties").putObject("_sd").put("type", "string").put("pattern", DIGEST_PATTERN);
        schema.putArray("required").add("_sd");
        return schema.put("additionalProperties", false);
    }
}

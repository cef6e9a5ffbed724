package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a schema puts patient data: a path from the envelope's root in which one step may stand for every element of an
 * array. {@link #find} resolves it against a document. It never points into another marked value, since the outermost
 * marked value is disclosed as a whole.
 */
public final class PhiPointer {
    /** The step that stands for each element of an array. No schema has a property of this name. */
    static final String EACH = "*";

    private final List<String> steps;

    PhiPointer(List<String> steps) {
        this.steps = List.copyOf(steps);
    }

    /** The same path under one more property. */
    PhiPointer below(String property) {
        List<String> longer = new ArrayList<>(List.of(property));
        longer.addAll(steps);
        return new PhiPointer(longer);
    }

    /** The member of the envelope that it leads into. */
    String member() {
        return steps.get(0);
    }

    /** Whether this path leads to the other's place or to something around it. */
    boolean covers(PhiPointer other) {
        return steps.size() <= other.steps.size() && steps.equals(other.steps.subList(0, steps.size()));
    }

    /** Whether a document of this schema can have a value here, as far as closed objects tell. */
    boolean isPossibleIn(JsonNode schema) {
        JsonNode at = schema;
        for (String step : steps) {
            if (step.equals(EACH)) {
                at = at.path("items");
            } else if (at.path("properties").has(step)) {
                at = at.path("properties").get(step);
            } else {
                return at.path("additionalProperties").asBoolean(true);
            }
        }
        return !at.isBoolean() || at.booleanValue();
    }

    /**
     * The RFC 6901 pointers of all values in {@code document} that this path reaches, in document order; empty when there
     * are none.
     */
    public List<String> find(JsonNode document) {
        List<String> found = new ArrayList<>();
        find(document, 0, "", found);
        return found;
    }

    private void find(JsonNode node, int depth, String pointer, List<String> found) {
        if (depth == steps.size()) {
            found.add(pointer);
            return;
        }
        String step = steps.get(depth);
        if (!step.equals(EACH)) {
            JsonNode child = node.get(step);
            if (child != null) {
                find(child, depth + 1, pointer + "/" + escape(step), found);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                find(node.get(i), depth + 1, pointer + "/" + i, found);
            }
        }
    }

    static String escape(String token) {
        return token.replace("~", "~0").replace("/", "~1");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PhiPointer that && steps.equals(that.steps);
    }

    @Override
    public int hashCode() {
        return steps.hashCode();
    }

    /** The path in the style of RFC 6901, with {@code *} for each element of an array. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        steps.forEach(step -> text.append('/').append(escape(step)));
        return text.toString();
    }
}

package io.wardlog.collector.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.Base64;
import java.util.Optional;

/**
 * A place between two answers: the sort values of the one before it. Opaque outside: base64url of JSON. It is bound to
 * the question by {@code scope}, so that it cannot be used with another one by mistake.
 */
public record Cursor(JsonNode after) {

    private static final JsonLimits LIMITS = new JsonLimits(4 * 1024, 4);

    /** The text form for a question of this scope. */
    public String write(String scope) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("scope", scope);
        node.set("after", after);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Jcs.write(node));
    }

    /** Reads what {@link #write} wrote for the same scope; nothing when it is anything else. */
    public static Optional<Cursor> read(String text, String scope) {
        try {
            byte[] json = Base64.getUrlDecoder().decode(text);
            return StrictJson.read(json, LIMITS) instanceof JsonReading.Value value
                            && scope.equals(value.node().path("scope").textValue())
                            && value.node().path("after").isContainerNode()
                    ? Optional.of(new Cursor(value.node().get("after")))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}

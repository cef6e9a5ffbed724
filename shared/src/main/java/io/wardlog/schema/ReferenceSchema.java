package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A schema for the library that judges what the quick way does not know; compiled once, by the first who asks. Safe for any thread. */
final class ReferenceSchema {
    private final Supplier<JsonNode> document;
    private final Function<JsonNode, JsonSchema> compiler;
    private volatile JsonSchema compiled;

    /** @param document nobody changes it */
    ReferenceSchema(Supplier<JsonNode> document, Function<JsonNode, JsonSchema> compiler) {
        this.document = document;
        this.compiler = compiler;
    }

    /**
     * Compiles it, if nobody has.
     *
     * @throws RuntimeException of whatever kind, when the library does not compile the document
     */
    ReferenceSchema prepare() {
        compiled();
        return this;
    }

    /** What the library has against the value. */
    Set<ValidationMessage> validate(JsonNode value) {
        return compiled().validate(value);
    }

    private JsonSchema compiled() {
        JsonSchema known = compiled;
        if (known == null) {
            synchronized (this) {
                known = compiled;
                if (known == null) {
                    known = compiler.apply(document.get());
                    compiled = known;
                }
            }
        }
        return known;
    }
}

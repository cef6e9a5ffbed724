package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbstractKeyword;
import com.networknt.schema.BaseJsonValidator;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonValidator;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.ValidationContext;
import com.networknt.schema.ValidationMessage;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** {@code x-max-bytes}: how many bytes a string may have in UTF-8, where {@code maxLength} counts characters. */
final class MaxBytesKeyword extends AbstractKeyword {
    static final String NAME = "x-max-bytes";

    MaxBytesKeyword() {
        super(NAME);
    }

    @Override
    public JsonValidator newValidator(
            SchemaLocation location,
            JsonNodePath evaluationPath,
            JsonNode limit,
            JsonSchema parent,
            ValidationContext context) {
        return new BaseJsonValidator(location, evaluationPath, limit, parent, () -> NAME, this, context, false) {
            @Override
            public Set<ValidationMessage> validate(
                    ExecutionContext execution, JsonNode node, JsonNode root, JsonNodePath place) {
                if (!node.isTextual() || bytes(node.textValue()) <= limit.intValue()) {
                    return Set.of();
                }
                return Set.of(message()
                        .instanceNode(node)
                        .instanceLocation(place)
                        .message(NAME)
                        .build());
            }
        };
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}

package io.wardlog.error;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An RFC 9457 problem document. {@code detail} says what is wrong, where, and what to do; it never holds patient data,
 * so it must not quote values of a message.
 */
public record Problem(ErrorCode code, String detail) {

    /** The media type of {@link #toJson()}. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The start of every problem type: {@code urn:wardlog:problem:<code>}. */
    public static final String TYPE_PREFIX = "urn:wardlog:problem:";

    public Problem {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(detail, "detail");
    }

    /** The document's UTF-8 bytes with the members type, title, status, code and detail; not canonical, nobody hashes it. */
    public byte[] toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("type", TYPE_PREFIX + code.code());
        node.put("title", code.title());
        node.put("status", code.httpStatus());
        node.put("code", code.code());
        node.put("detail", detail);
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}

package io.wardlog.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.error.ErrorCode;

/** What {@link StrictJson} made of some bytes: a value, or the reason why there is none. */
public sealed interface JsonReading {

    /** The bytes are I-JSON within the limits; {@code node} is their tree. */
    record Value(JsonNode node) implements JsonReading {}

    /**
     * The bytes are refused.
     *
     * @param code what is wrong
     * @param detail where and why, in words that quote nothing of the content
     * @param offset the byte offset near which it was seen, 0 when unknown
     */
    record Refused(ErrorCode code, String detail, long offset) implements JsonReading {}
}

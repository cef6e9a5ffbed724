package io.wardlog.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.json.JsonReading.Refused;
import io.wardlog.json.JsonReading.Value;
import java.io.IOException;

/**
 * Reads one I-JSON value (RFC 7493) from UTF-8 bytes, and refuses everything that two readers could understand
 * differently: duplicate keys, lone surrogates, noncharacters, a byte order mark, numbers that a double cannot keep,
 * anything after the value. Thread-safe; never throws for its input.
 */
public final class StrictJson {

    /** Longer than any value in a document that the limits let through. */
    private static final int NO_OWN_LIMIT = Integer.MAX_VALUE;

    /** A factory keeps thousands of names from one document to the next: of long ones, they would fill the memory. */
    private static final int LONGEST_KEPT_NAME = 256;

    private static final JsonFactory FACTORY = factory(LONGEST_KEPT_NAME);

    private StrictJson() {}

    private static JsonFactory factory(int longestName) {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(NO_OWN_LIMIT)
                        .maxStringLength(NO_OWN_LIMIT)
                        .maxNameLength(longestName)
                        .maxNumberLength(1_000)
                        .build())
                .build();
    }

    /** Reads the one value that these bytes are, within {@code limits}. */
    public static JsonReading read(byte[] utf8, JsonLimits limits) {
        if (utf8.length > limits.maxBytes()) {
            return new Refused(
                    ErrorCode.TOO_LARGE, utf8.length + " bytes; at most " + limits.maxBytes() + " are accepted", 0);
        }
        long invalid = Utf8.firstInvalid(utf8);
        if (invalid >= 0) {
            return new Refused(ErrorCode.MALFORMED_UTF8, "not UTF-8 at byte " + invalid, invalid);
        }
        if (utf8.length >= 3 && utf8[0] == (byte) 0xEF && utf8[1] == (byte) 0xBB && utf8[2] == (byte) 0xBF) {
            return new Refused(ErrorCode.MALFORMED_JSON, "a byte order mark stands before the JSON", 0);
        }
        if (looksWide(utf8)) {
            return new Refused(ErrorCode.MALFORMED_JSON, "not JSON near byte 0", 0);
        }
        try {
            return read(FACTORY, utf8, limits);
        } catch (LongNameException odd) {
            return read(factory(NO_OWN_LIMIT), utf8, limits); // which is forgotten with its names
        }
    }

    private static JsonReading read(JsonFactory factory, byte[] utf8, JsonLimits limits) {
        try (JsonParser parser = factory.createParser(utf8)) {
            return new Value(readDocument(parser, limits));
        } catch (RefusedException e) {
            return new Refused(e.code, e.getMessage(), e.offset);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return refused(e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail otherwise", e);
        }
    }

    /** Jackson takes bytes with a zero among their first four for UTF-16 or UTF-32; JSON is UTF-8 (RFC 8259 section 8.1), in which no zero may stand. */
    private static boolean looksWide(byte[] utf8) {
        for (int i = 0; i < Math.min(4, utf8.length); i++) {
            if (utf8[i] == 0) {
                return true;
            }
        }
        return false;
    }

    private static Refused refused(com.fasterxml.jackson.core.JsonProcessingException e) {
        long offset = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
        String original = e.getOriginalMessage();
        // Jackson's own texts quote the content; only their kind may leave this class.
        if (original.contains("surrogate")) {
            return new Refused(ErrorCode.INVALID_UNICODE, "a lone surrogate near byte " + offset, offset);
        }
        if (original.startsWith("Name length")) {
            throw new LongNameException();
        }
        if (original.startsWith("Number value length")) {
            return new Refused(ErrorCode.NUMBER_OUT_OF_RANGE, "a number of over 1,000 digits", offset);
        }
        return new Refused(ErrorCode.MALFORMED_JSON, "not JSON near byte " + offset, offset);
    }

    private static JsonNode readDocument(JsonParser parser, JsonLimits limits) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new RefusedException(ErrorCode.MALFORMED_JSON, "there is no JSON value", 0);
        }
        JsonNode value = readValue(parser, first, limits.maxDepth());
        if (parser.nextToken() != null) {
            throw refusal(parser, ErrorCode.MALFORMED_JSON, "something stands after the JSON value");
        }
        return value;
    }

    private static JsonNode readValue(JsonParser parser, JsonToken token, int depthLeft) throws IOException {
        switch (token) {
            case START_OBJECT:
                return readObject(parser, enter(parser, depthLeft));
            case START_ARRAY:
                return readArray(parser, enter(parser, depthLeft));
            case VALUE_STRING:
                return JsonNodeFactory.instance.textNode(text(parser, parser.getText()));
            case VALUE_NUMBER_INT:
            case VALUE_NUMBER_FLOAT:
                return number(parser);
            case VALUE_TRUE:
                return JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE:
                return JsonNodeFactory.instance.booleanNode(false);
            case VALUE_NULL:
                return JsonNodeFactory.instance.nullNode();
            default:
                throw refusal(parser, ErrorCode.MALFORMED_JSON, "a value was expected");
        }
    }

    private static int enter(JsonParser parser, int depthLeft) {
        if (depthLeft == 0) {
            throw refusal(parser, ErrorCode.TOO_DEEP, "the JSON is nested too deep");
        }
        return depthLeft - 1;
    }

    private static ObjectNode readObject(JsonParser parser, int depthLeft) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = text(parser, parser.currentName());
            if (object.has(name)) {
                throw refusal(parser, ErrorCode.DUPLICATE_KEY, "a key stands twice in one object");
            }
            object.set(name, readValue(parser, parser.nextToken(), depthLeft));
        }
        return object;
    }

    private static ArrayNode readArray(JsonParser parser, int depthLeft) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            array.add(readValue(parser, token, depthLeft));
        }
        return array;
    }

    private static JsonNode number(JsonParser parser) throws IOException {
        return JsonNumbers.read(parser.getText())
                .orElseThrow(
                        () -> refusal(
                                parser,
                                ErrorCode.NUMBER_OUT_OF_RANGE,
                                "a number is −0, beyond ±(2^53−1), of more than 17 significant digits, or not a finite double"));
    }

    private static String text(JsonParser parser, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0xD800 && !isAssignable(text, i)) {
                throw refusal(parser, ErrorCode.INVALID_UNICODE, "a lone surrogate or a noncharacter in a string");
            }
            if (Character.isHighSurrogate(c)) {
                i++;
            }
        }
        return text;
    }

    /** Whether the code point at {@code i} is a scalar value and no noncharacter (Unicode 23.7). */
    private static boolean isAssignable(String text, int i) {
        int codePoint = text.codePointAt(i);
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        boolean noncharacter = (codePoint & 0xFFFE) == 0xFFFE || (codePoint >= 0xFDD0 && codePoint <= 0xFDEF);
        return !surrogate && !noncharacter;
    }

    private static RefusedException refusal(JsonParser parser, ErrorCode code, String what) {
        long offset = Math.max(0, parser.currentLocation().getByteOffset());
        return new RefusedException(code, what + " near byte " + offset, offset);
    }

    /** A name is longer than those that are kept; never leaves this class. */
    private static final class LongNameException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LongNameException() {
            super(null, null, false, false);
        }
    }

    /** Carries a refusal out of the recursion; never leaves this class. */
    private static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ErrorCode code;
        private final long offset;

        RefusedException(ErrorCode code, String message, long offset) {
            super(message, null, false, false);
            this.code = code;
            this.offset = offset;
        }
    }
}

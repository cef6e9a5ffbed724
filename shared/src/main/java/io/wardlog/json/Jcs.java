package io.wardlog.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.erdtman.jcs.NumberToJSON;

/** The JSON Canonicalization Scheme, RFC 8785. Thread-safe. */
public final class Jcs {

    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");

    /** Room for most events, so that few buffers grow. */
    private static final int USUAL_BYTES = 1_024;

    private Jcs() {}

    /**
     * The canonical UTF-8 bytes of a tree: keys sorted by UTF-16 code units, no white space, ECMAScript numbers.
     *
     * @throws IllegalArgumentException when the tree holds what JSON cannot (NaN, infinity, a lone surrogate, a Java
     *     object); a tree that {@link StrictJson} read never does
     */
    public static byte[] write(JsonNode node) {
        JsonBytes out = new JsonBytes(USUAL_BYTES);
        writeValue(node, out);
        return out.toArray();
    }

    /**
     * Whether the bytes are the canonical form of this tree.
     *
     * @throws IllegalArgumentException as {@link #write}
     */
    public static boolean isWritten(JsonNode node, byte[] utf8) {
        JsonBytes out = new JsonBytes(utf8.length + 1);
        writeValue(node, out);
        return out.are(utf8);
    }

    /**
     * The canonical UTF-8 bytes of a text, in quotation marks.
     *
     * @throws IllegalArgumentException when it holds a lone surrogate
     */
    public static byte[] text(String text) {
        JsonBytes out = new JsonBytes(text.length() + 2);
        JcsStrings.write(text, out);
        return out.toArray();
    }

    /** Whether the bytes are I-JSON and exactly their own canonical form, within {@link JsonLimits#CANONICAL}. */
    public static boolean isCanonical(byte[] utf8) {
        JsonReading reading = StrictJson.read(utf8, JsonLimits.CANONICAL);
        return reading instanceof JsonReading.Value value && isWritten(value.node(), utf8);
    }

    /**
     * A double as ECMAScript writes it (RFC 8785 section 3.2.2.3).
     *
     * @throws IllegalArgumentException for NaN and infinities
     */
    public static String number(double value) {
        try {
            return NumberToJSON.serializeNumber(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("JSON has no NaN and no infinity", e);
        }
    }

    private static void writeValue(JsonNode node, JsonBytes out) {
        switch (node.getNodeType()) {
            case OBJECT:
                writeObject(node, out);
                break;
            case ARRAY:
                writeArray(node, out);
                break;
            case STRING:
                JcsStrings.write(node.textValue(), out);
                break;
            case NUMBER:
                out.add(ascii(
                        node.isIntegralNumber() && node.canConvertToLong() && isSafe(node.longValue())
                                ? Long.toString(node.longValue())
                                : number(node.doubleValue())));
                break;
            case BOOLEAN:
                out.add(node.booleanValue() ? TRUE : FALSE);
                break;
            case NULL:
                out.add(NULL);
                break;
            default:
                throw new IllegalArgumentException("not a JSON value: " + node.getNodeType());
        }
    }

    private static boolean isSafe(long value) {
        return value >= -JsonNumbers.MAX_SAFE_INTEGER && value <= JsonNumbers.MAX_SAFE_INTEGER;
    }

    private static void writeObject(JsonNode node, JsonBytes out) {
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.size());
        boolean sorted = true;
        String before = null;
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            sorted &= before == null || before.compareTo(member.getKey()) < 0;
            before = member.getKey();
            members.add(member);
        }
        if (!sorted) {
            members.sort(Map.Entry.comparingByKey()); // String compares by UTF-16 code units, as RFC 8785 asks
        }
        char separator = '{';
        for (Map.Entry<String, JsonNode> member : members) {
            out.add(separator);
            separator = ',';
            JcsStrings.write(member.getKey(), out);
            out.add(':');
            writeValue(member.getValue(), out);
        }
        if (members.isEmpty()) {
            out.add('{');
        }
        out.add('}');
    }

    private static void writeArray(JsonNode node, JsonBytes out) {
        out.add('[');
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                out.add(',');
            }
            writeValue(node.get(i), out);
        }
        out.add(']');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

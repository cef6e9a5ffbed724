package io.wardlog.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import org.erdtman.jcs.NumberToJSON;

/** The JSON Canonicalization Scheme, RFC 8785. Thread-safe. */
public final class Jcs {

    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");
    private static final byte[] NULL = ascii("null");

    private Jcs() {}

    /**
     * The canonical UTF-8 bytes of a tree: keys sorted by UTF-16 code units, no white space, ECMAScript numbers.
     *
     * @throws IllegalArgumentException when the tree holds what JSON cannot (NaN, infinity, a lone surrogate, a Java
     *     object); a tree that {@link StrictJson} read never does
     */
    public static byte[] write(JsonNode node) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        writeValue(node, out);
        return out.toByteArray();
    }

    /** Whether the bytes are I-JSON and exactly their own canonical form, within {@link JsonLimits#CANONICAL}. */
    public static boolean isCanonical(byte[] utf8) {
        JsonReading reading = StrictJson.read(utf8, JsonLimits.CANONICAL);
        return reading instanceof JsonReading.Value value && Arrays.equals(write(value.node()), utf8);
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

    private static void writeValue(JsonNode node, ByteArrayOutputStream out) {
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
                out.writeBytes(ascii(
                        node.isIntegralNumber() && node.canConvertToLong() && isSafe(node.longValue())
                                ? Long.toString(node.longValue())
                                : number(node.doubleValue())));
                break;
            case BOOLEAN:
                out.writeBytes(node.booleanValue() ? TRUE : FALSE);
                break;
            case NULL:
                out.writeBytes(NULL);
                break;
            default:
                throw new IllegalArgumentException("not a JSON value: " + node.getNodeType());
        }
    }

    private static boolean isSafe(long value) {
        return value >= -JsonNumbers.MAX_SAFE_INTEGER && value <= JsonNumbers.MAX_SAFE_INTEGER;
    }

    private static void writeObject(JsonNode node, ByteArrayOutputStream out) {
        String[] names = new String[node.size()];
        int count = 0;
        for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
            names[count++] = it.next().getKey();
        }
        Arrays.sort(names); // String compares by UTF-16 code units, as RFC 8785 asks
        out.write('{');
        for (int i = 0; i < names.length; i++) {
            if (i > 0) {
                out.write(',');
            }
            JcsStrings.write(names[i], out);
            out.write(':');
            writeValue(node.get(names[i]), out);
        }
        out.write('}');
    }

    private static void writeArray(JsonNode node, ByteArrayOutputStream out) {
        out.write('[');
        for (int i = 0; i < node.size(); i++) {
            if (i > 0) {
                out.write(',');
            }
            writeValue(node.get(i), out);
        }
        out.write(']');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

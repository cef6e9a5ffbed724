package io.wardlog.disclosure;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * What one digest in an event stands for: base64url(JCS([salt, pointer, value])).
 *
 * @param encoded the base64url text; the digest is over its ASCII bytes
 * @param pointer RFC 6901 from the envelope's root
 */
public record Disclosure(String encoded, String pointer) {

    /** The key of the object that stands in a disclosed value's place. */
    public static final String DIGEST_KEY = "_sd";

    /** The length of a salt in bytes. */
    public static final int SALT_LENGTH = 16;

    /** The most bytes of a disclosure's JSON: a canonical event's, its salt and its pointer. */
    private static final JsonLimits LIMITS = new JsonLimits(512 * 1024, 36);

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** What {@link #read} made of a text. */
    public sealed interface Reading {
        /** The text is a disclosure; whether an event holds its digest is another question. */
        record Value(Disclosure disclosure) implements Reading {}

        /** The text is none; {@code detail} quotes no value. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /**
     * A new disclosure.
     *
     * @throws IllegalArgumentException when the salt is not 16 bytes
     */
    public static Disclosure of(byte[] salt, String pointer, JsonNode value) {
        return of(salt, pointer, Jcs.write(value));
    }

    /**
     * The same of a value whose canonical bytes are known.
     *
     * @throws IllegalArgumentException when the salt is not 16 bytes
     */
    public static Disclosure of(byte[] salt, String pointer, byte[] canonicalValue) {
        if (salt.length != SALT_LENGTH) {
            throw new IllegalArgumentException("a salt has 16 bytes");
        }
        ByteArrayOutputStream array = new ByteArrayOutputStream(64 + pointer.length() + canonicalValue.length);
        array.writeBytes(("[\"" + ENCODER.encodeToString(salt) + "\",").getBytes(StandardCharsets.US_ASCII));
        array.writeBytes(Jcs.text(pointer));
        array.write(',');
        array.writeBytes(canonicalValue);
        array.write(']');
        return new Disclosure(ENCODER.encodeToString(array.toByteArray()), pointer);
    }

    /** Reads a disclosure: unpadded base64url, canonical, salt of 16 bytes, a well-formed pointer. */
    public static Reading read(String encoded) {
        byte[] json = decode(encoded);
        if (json == null || !ENCODER.encodeToString(json).equals(encoded)) {
            return refused("is not unpadded base64url");
        }
        if (!(StrictJson.read(json, LIMITS) instanceof JsonReading.Value value)
                || !Arrays.equals(Jcs.write(value.node()), json)) {
            return refused("is not canonical JSON");
        }
        JsonNode array = value.node();
        if (!array.isArray()
                || array.size() != 3
                || !array.get(0).isTextual()
                || !array.get(1).isTextual()) {
            return refused("is not an array of salt, pointer and value");
        }
        String saltText = array.get(0).textValue();
        byte[] salt = decode(saltText);
        if (salt == null
                || salt.length != SALT_LENGTH
                || !ENCODER.encodeToString(salt).equals(saltText)) {
            return refused("has no salt of 16 bytes");
        }
        String pointer = array.get(1).textValue();
        if (!pointer.startsWith("/")) {
            return refused("has no pointer into the envelope");
        }
        return new Reading.Value(new Disclosure(encoded, pointer));
    }

    /** The value that was there, read anew. */
    public JsonNode value() {
        JsonReading.Value array = (JsonReading.Value) StrictJson.read(decode(encoded), LIMITS);
        return array.node().get(2);
    }

    /** The digest D: base64url of SHA-256 over the encoded text. */
    public String digest() {
        return ENCODER.encodeToString(
                Sha256.of(encoded.getBytes(StandardCharsets.US_ASCII)).bytes());
    }

    /** The object that stands in the value's place: <code>{"_sd": D}</code>. */
    public ObjectNode placeholder() {
        return JsonNodeFactory.instance.objectNode().put(DIGEST_KEY, digest());
    }

    /** The same in canonical form. */
    public byte[] canonicalPlaceholder() {
        return ("{\"" + DIGEST_KEY + "\":\"" + digest() + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Whether the envelope holds exactly this disclosure's digest at its pointer. {@code /source/rawDigest} holds D
     * itself as a string, every other place the object <code>{"_sd": D}</code>.
     */
    public boolean belongsTo(JsonNode envelope) {
        JsonNode place = envelope.at(JsonPointer.compile(pointer));
        return pointer.equals(RawBytes.POINTER)
                ? place.isTextual() && place.textValue().equals(digest())
                : place.equals(placeholder());
    }

    private static Reading refused(String what) {
        return new Reading.Refused(ErrorCode.DISCLOSURE_INVALID, "a disclosure " + what);
    }

    private static byte[] decode(String base64url) {
        try {
            return Base64.getUrlDecoder().decode(base64url);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

package io.wardlog.disclosure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Base64;

/**
 * Original bytes (an HL7 message, a rejected message) as a disclosure: the base64url of the first 64 KiB under the pointer
 * {@code /source/rawDigest}, whose place in the event holds the digest itself.
 */
public final class RawBytes {

    /** Where the digest stands in the envelope. */
    public static final String POINTER = "/source/rawDigest";

    /** How much of the original is kept. */
    public static final int MAX_LENGTH = 64 * 1024;

    private RawBytes() {}

    /** The disclosure of these bytes; {@link Disclosure#digest()} is what {@code source.rawDigest} holds. */
    public static Disclosure disclose(byte[] salt, byte[] original) {
        byte[] kept = original.length <= MAX_LENGTH ? original : Arrays.copyOf(original, MAX_LENGTH);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(kept);
        return Disclosure.of(salt, POINTER, JsonNodeFactory.instance.textNode(text));
    }
}

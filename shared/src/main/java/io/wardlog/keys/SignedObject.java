package io.wardlog.keys;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;

/** The bytes that a signature covers: {@code "wardlog/<type>/v1\n"} ‖ JCS(body). */
public final class SignedObject {

    private SignedObject() {}

    /** The tagged bytes of a body in canonical form. */
    public static byte[] tagged(String type, byte[] canonicalBody) {
        byte[] tag = ("wardlog/" + type + "/v1\n").getBytes(StandardCharsets.US_ASCII);
        byte[] tagged = new byte[tag.length + canonicalBody.length];
        System.arraycopy(tag, 0, tagged, 0, tag.length);
        System.arraycopy(canonicalBody, 0, tagged, tag.length, canonicalBody.length);
        return tagged;
    }

    /** SHA-256 of {@link #tagged}. */
    public static Hash hash(String type, byte[] canonicalBody) {
        return Sha256.of(tagged(type, canonicalBody));
    }
}

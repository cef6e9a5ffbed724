package io.wardlog.schema.release;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wardlog.event.EventTimes;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.DocumentFields.InvalidDocumentException;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.SignedFrame;
import io.wardlog.keys.SignedObject;
import io.wardlog.keys.Signer;
import java.time.Instant;
import java.util.Arrays;

/**
 * What a maintainer signed of an {@code index.json}, with the signature; object type {@code schema-index}. Detached: it holds the index's hash, not
 * the index. Immutable.
 */
public final class SignedIndex {
    /** The file's name, beside the index. */
    public static final String FILE = "index.sig";

    /** The object type, which is part of the signed tag. */
    public static final String TYPE = "schema-index";

    private static final String MAGIC = "WLI1";
    private static final int MAX_BODY_BYTES = 4 * 1024;

    private final Body body;
    private final SignedFrame frame;

    private SignedIndex(Body body, SignedFrame frame) {
        this.body = body;
        this.frame = frame;
    }

    /**
     * What is signed.
     *
     * @param alg the signature algorithm's name
     * @param keyId of the key that signs
     * @param sha256 of the bytes of {@code index.json}
     * @param signedAt the maker's clock, UTC, six digits
     */
    public record Body(String alg, KeyId keyId, Hash sha256, String signedAt) {

        /** The canonical body. */
        public byte[] canonical() {
            return Jcs.write(JsonNodeFactory.instance
                    .objectNode()
                    .put("alg", alg)
                    .put("keyId", keyId.hex())
                    .put("sha256", sha256.hex())
                    .put("signedAt", signedAt));
        }

        private static Body read(byte[] canonical) {
            if (!(StrictJson.read(canonical, JsonLimits.DOCUMENT) instanceof JsonReading.Value value)) {
                throw DocumentFields.refuseDocument("is not I-JSON");
            }
            if (!Arrays.equals(Jcs.write(value.node()), canonical)) {
                throw DocumentFields.refuseDocument("is not in canonical form");
            }
            DocumentFields fields = DocumentFields.of(value.node());
            Body body = new Body(
                    fields.text("alg", text -> text.length() <= 32),
                    KeyId.fromHex(fields.text("keyId", Hash::isHex)),
                    fields.hash("sha256"),
                    fields.text("signedAt", time -> EventTimes.readMicros(time).isPresent()));
            fields.end();
            return body;
        }
    }

    /** What {@link #decode} made of some bytes. */
    public sealed interface Reading {
        /** The bytes have the form; the signature is not checked yet. */
        record Value(SignedIndex signed) implements Reading {}

        /** The bytes do not; {@code detail} is a sentence that quotes nothing of them. */
        record Refused(String detail) implements Reading {}
    }

    /** Signs an index, byte for byte as it lies in its file. */
    public static SignedIndex sign(byte[] index, Instant now, Signer signer) {
        Body body = new Body(signer.algorithm().alg(), signer.keyId(), Sha256.of(index), EventTimes.micros(now));
        byte[] canonical = body.canonical();
        return new SignedIndex(body, new SignedFrame(canonical, signer.sign(SignedObject.tagged(TYPE, canonical))));
    }

    /** Reads the bytes of a file. Never throws for its input. */
    public static Reading decode(byte[] bytes) {
        SignedFrame.Reading reading = SignedFrame.decode(MAGIC, bytes, MAX_BODY_BYTES);
        if (reading instanceof SignedFrame.Reading.Refused refused) {
            return new Reading.Refused(FILE + " " + refused.detail());
        }
        SignedFrame frame = ((SignedFrame.Reading.Value) reading).frame();
        try {
            return new Reading.Value(new SignedIndex(Body.read(frame.body()), frame));
        } catch (InvalidDocumentException e) {
            return new Reading.Refused(FILE + ": " + e.getMessage());
        }
    }

    /** Whether a key that is trusted for the product's schemas, the one that the body names by id and algorithm, made the signature. */
    public boolean isSignedBy(KeyRing keys) {
        return keys.find(body.keyId(), KeyPurpose.SCHEMA_RELEASE)
                .filter(key -> key.verifies(body.alg(), SignedObject.tagged(TYPE, frame.body()), frame.signature()))
                .isPresent();
    }

    /** What is signed. */
    public Body body() {
        return body;
    }

    /** The bytes of the file. */
    public byte[] encode() {
        return frame.encode(MAGIC);
    }
}

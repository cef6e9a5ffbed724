package io.wardlog.schema.bundle;

import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.json.DocumentFields.InvalidDocumentException;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.SignedFrame;
import io.wardlog.keys.SignedObject;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import java.util.Optional;

/** A registry bundle with its signature. Immutable. */
public final class SignedBundle {
    /** The media type of a bundle. */
    public static final String MEDIA_TYPE = "application/vnd.wardlog.registry";

    /** More than any bundle has. */
    public static final int MAX_BYTES = (1024 + 2) * 1024;

    private static final String MAGIC = "WLS1";
    private static final int MAX_BODY_BYTES = 1024 * 1024;

    private final RegistryBundle bundle;
    private final SignedFrame frame;

    private SignedBundle(RegistryBundle bundle, SignedFrame frame) {
        this.bundle = bundle;
        this.frame = frame;
    }

    /** What {@link #decode} made of some bytes. */
    public sealed interface Reading {
        /** The bytes are a bundle; its signature and its schemas are not checked yet. */
        record Value(SignedBundle signed) implements Reading {}

        /** The bytes are none. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /**
     * Signs a bundle; the signer must be the one that the body names.
     *
     * @throws IllegalArgumentException when it is another, or the bundle is larger than its readers take
     */
    public static SignedBundle sign(RegistryBundle bundle, Signer signer) {
        byte[] body = bundle.canonical();
        if (!signer.keyId().equals(bundle.keyId())) {
            throw new IllegalArgumentException("the bundle names another key than the signer's");
        }
        if (body.length > MAX_BODY_BYTES) {
            throw new IllegalArgumentException("the bundle has " + body.length + " bytes; at most 1 MiB is taken");
        }
        return new SignedBundle(
                bundle, new SignedFrame(body, signer.sign(SignedObject.tagged(RegistryBundle.TYPE, body))));
    }

    /** Reads a bundle's bytes. Never throws for its input. */
    public static Reading decode(byte[] bytes) {
        SignedFrame.Reading reading = SignedFrame.decode(MAGIC, bytes, MAX_BODY_BYTES);
        if (reading instanceof SignedFrame.Reading.Refused refused) {
            return new Reading.Refused(ErrorCode.REGISTRY_INVALID, "the bundle " + refused.detail());
        }
        SignedFrame frame = ((SignedFrame.Reading.Value) reading).frame();
        try {
            return new Reading.Value(new SignedBundle(BundleJson.read(frame.body()), frame));
        } catch (InvalidDocumentException e) {
            return new Reading.Refused(ErrorCode.REGISTRY_INVALID, "the bundle: " + e.getMessage());
        }
    }

    /** Whether a key that is trusted for registries, the one that the body names by id and algorithm, made the signature. */
    public boolean isSignedBy(KeyRing keys) {
        return key(keys).filter(this::isSignedBy).isPresent();
    }

    /** Whether the key that the body names is trusted, and did not make the signature: the bytes are not what was signed. */
    public boolean isDisownedBy(KeyRing keys) {
        return key(keys).filter(key -> !isSignedBy(key)).isPresent();
    }

    private Optional<TrustedKey> key(KeyRing keys) {
        return keys.find(bundle.keyId(), KeyPurpose.SCHEMA_REGISTRY);
    }

    private boolean isSignedBy(TrustedKey key) {
        return key.verifies(bundle.alg(), SignedObject.tagged(RegistryBundle.TYPE, frame.body()), frame.signature());
    }

    /** What is signed. */
    public RegistryBundle bundle() {
        return bundle;
    }

    /** The bytes on the wire and in files. */
    public byte[] encode() {
        return frame.encode(MAGIC);
    }

    /** SHA-256 of {@link #encode}: the name of exactly this bundle, as entity tag and in events. */
    public Hash sha256() {
        return Sha256.of(encode());
    }
}

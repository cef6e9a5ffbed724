package io.wardlog.hold;

import io.wardlog.hash.Hash;
import io.wardlog.json.DocumentFields.InvalidDocumentException;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.SignedFrame;
import io.wardlog.keys.SignedObject;
import io.wardlog.keys.Signer;

/** A hold's record with its signature. Immutable. */
public final class SignedHold {
    private static final String MAGIC = "WLL1";
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final HoldRecord hold;
    private final SignedFrame frame;

    private SignedHold(HoldRecord hold, SignedFrame frame) {
        this.hold = hold;
        this.frame = frame;
    }

    /** What {@link #decode} made of some bytes. */
    public sealed interface Reading {
        /** The bytes are a record; its signature is not checked yet. */
        record Value(SignedHold signed) implements Reading {}

        /** The bytes are none; {@code detail} is a sentence that quotes nothing of them. */
        record Refused(String detail) implements Reading {}
    }

    /** Whose signature it is. */
    public enum Standing {
        /** Of the key that it names, which is trusted for holds. */
        GENUINE,
        /** Nobody knows: the key that it names is not trusted for holds. */
        UNKNOWN_KEY,
        /** Not of the key that it names. */
        FORGED
    }

    /**
     * Signs a record; the signer must be the one that the body names.
     *
     * @throws IllegalArgumentException when it is another
     */
    public static SignedHold sign(HoldRecord hold, Signer signer) {
        if (!signer.keyId().equals(hold.signature().keyId())) {
            throw new IllegalArgumentException("the record names another key than the signer's");
        }
        byte[] body = hold.canonical();
        return new SignedHold(hold, new SignedFrame(body, signer.sign(SignedObject.tagged(HoldRecord.TYPE, body))));
    }

    /** Reads a record's bytes. Never throws for its input. */
    public static Reading decode(byte[] bytes) {
        SignedFrame.Reading reading = SignedFrame.decode(MAGIC, bytes, MAX_BODY_BYTES);
        if (reading instanceof SignedFrame.Reading.Refused refused) {
            return new Reading.Refused("the record of a hold " + refused.detail());
        }
        SignedFrame frame = ((SignedFrame.Reading.Value) reading).frame();
        try {
            return new Reading.Value(new SignedHold(HoldJson.read(frame.body()), frame));
        } catch (InvalidDocumentException wrong) {
            return new Reading.Refused("the record of a hold: " + wrong.getMessage());
        }
    }

    /** Whether a key that is trusted for holds, the one that the body names by id and algorithm, made the signature. */
    public Standing standing(KeyRing keys) {
        byte[] signed = SignedObject.tagged(HoldRecord.TYPE, frame.body());
        return keys.find(hold.signature().keyId(), KeyPurpose.LEGAL_HOLD)
                .map(key -> key.verifies(hold.signature().alg(), signed, frame.signature())
                        ? Standing.GENUINE
                        : Standing.FORGED)
                .orElse(Standing.UNKNOWN_KEY);
    }

    /** What is signed. */
    public HoldRecord hold() {
        return hold;
    }

    /** SHA-256 of the tagged body: by it a release names what it releases. */
    public Hash hash() {
        return hold.hash();
    }

    /** The bytes in an archive. */
    public byte[] encode() {
        return frame.encode(MAGIC);
    }
}

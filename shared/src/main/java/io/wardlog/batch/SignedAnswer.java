package io.wardlog.batch;

import io.wardlog.error.ErrorCode;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.SignedFrame;
import io.wardlog.keys.SignedObject;
import io.wardlog.keys.Signer;

/**
 * A signed answer of a collector on the wire, a {@link SignedFrame}. Receipts have the magic {@code WLR1}, heads {@code WLH1}.
 */
public record SignedAnswer(Kind kind, byte[] body, byte[] signature) {

    /** The media type of a receipt and of a head. */
    public static final String MEDIA_TYPE = "application/vnd.wardlog.receipt";

    private static final int MAX_BODY_BYTES = 1024 * 1024;

    /** Which answer. */
    public enum Kind {
        RECEIPT("WLR1", Receipt.TYPE),
        HEAD("WLH1", SignedHead.TYPE);

        private final String magic;
        private final String type;

        Kind(String magic, String type) {
            this.magic = magic;
            this.type = type;
        }
    }

    /** What {@link #decode} made of some bytes. */
    public sealed interface Reading {
        /** The bytes have the form; neither body nor signature is checked yet. */
        record Value(SignedAnswer answer) implements Reading {}

        /** The bytes do not have the form. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** Signs a receipt; the signer must be the one that the body names. */
    public static SignedAnswer sign(Receipt receipt, Signer signer) {
        return sign(Kind.RECEIPT, receipt.issuer().keyId(), receipt.canonical(), signer);
    }

    /** Signs a head; the signer must be the one that the body names. */
    public static SignedAnswer sign(SignedHead head, Signer signer) {
        return sign(Kind.HEAD, head.issuer().keyId(), head.canonical(), signer);
    }

    private static SignedAnswer sign(Kind kind, KeyId named, byte[] body, Signer signer) {
        if (!signer.keyId().equals(named)) {
            throw new IllegalArgumentException("the body names another key than the signer's");
        }
        return new SignedAnswer(kind, body, signer.sign(SignedObject.tagged(kind.type, body)));
    }

    /** Whether a trusted collector key, the one that the body names by id and algorithm, made the signature. */
    public boolean isSignedBy(Receipt.Issuer issuer, KeyRing keys) {
        return keys.find(issuer.keyId(), KeyPurpose.COLLECTOR_RECEIPT)
                .filter(key -> key.verifies(issuer.alg(), SignedObject.tagged(kind.type, body), signature))
                .isPresent();
    }

    /** The bytes on the wire. */
    public byte[] encode() {
        return new SignedFrame(body, signature).encode(kind.magic);
    }

    /** Decodes an answer of this kind. Never throws for its input. */
    public static Reading decode(Kind kind, byte[] bytes) {
        SignedFrame.Reading reading = SignedFrame.decode(kind.magic, bytes, MAX_BODY_BYTES);
        if (reading instanceof SignedFrame.Reading.Refused refused) {
            return new Reading.Refused(ErrorCode.RECEIPT_INVALID, "the collector's answer " + refused.detail());
        }
        SignedFrame frame = ((SignedFrame.Reading.Value) reading).frame();
        return new Reading.Value(new SignedAnswer(kind, frame.body(), frame.signature()));
    }
}

package io.wardlog.keys;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The signature algorithms of signed objects, by their {@code alg} name. */
public enum SignatureAlgorithm {
    /** RFC 8032, pure Ed25519. */
    ED25519("Ed25519", "Ed25519", 64),
    /** ECDSA on P-384 with SHA-384, raw r‖s. */
    ES384("ES384", "SHA384withECDSAinP1363Format", 96),
    /** RSASSA-PSS with SHA-384, MGF1-SHA-384, salt of 48 bytes, keys of 4,096 bits. */
    PS384("PS384", "RSASSA-PSS", 512);

    private static final PSSParameterSpec PSS =
            new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, PSSParameterSpec.TRAILER_FIELD_BC);

    private final String alg;
    private final String jcaName;
    private final int signatureBytes;

    SignatureAlgorithm(String alg, String jcaName, int signatureBytes) {
        this.alg = alg;
        this.jcaName = jcaName;
        this.signatureBytes = signatureBytes;
    }

    /** The name in signed bodies. */
    public String alg() {
        return alg;
    }

    /** The algorithm with this {@code alg} name. */
    public static Optional<SignatureAlgorithm> fromAlg(String alg) {
        return Arrays.stream(values()).filter(a -> a.alg.equals(alg)).findFirst();
    }

    /** The one algorithm that a key is used with, or nothing for a key that no signed object may use. */
    public static Optional<SignatureAlgorithm> of(PublicKey key) {
        if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
            return Optional.of(ED25519);
        }
        if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == 384) {
            return Optional.of(ES384);
        }
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() == 4096) {
            return Optional.of(PS384);
        }
        return Optional.empty();
    }

    /** Signs; a key of another kind is a programming error. */
    byte[] sign(PrivateKey key, byte[] message) {
        try {
            Signature signature = newSignature();
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with this key as " + alg, e);
        }
    }

    /** Whether the signature over the message verifies; false also for malformed signatures and keys of another kind. */
    public boolean verify(PublicKey key, byte[] message, byte[] signature) {
        // The JDK also takes an Ed25519 signature with zeros behind it: the same one in other bytes
        if (of(key).filter(this::equals).isEmpty() || signature.length != signatureBytes) {
            return false;
        }
        try {
            Signature verifier = newSignature();
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // the signature's bytes have no form that could verify
        } catch (InvalidKeyException | NoSuchAlgorithmException | InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every Java 17 platform verifies " + alg, e);
        }
    }

    private Signature newSignature() throws NoSuchAlgorithmException, InvalidAlgorithmParameterException {
        Signature signature = Signature.getInstance(jcaName);
        if (this == PS384) {
            signature.setParameter(PSS);
        }
        return signature;
    }
}

package io.wardlog.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SignatureAlgorithmTest {

    private static final byte[] MESSAGE = "what was signed".getBytes(StandardCharsets.UTF_8);

    /** RFC 8032, section 5.1.7: the two halves of 32 bytes; the JDK also takes a second half with zeros behind it. */
    @Test
    void anEd25519SignatureWithZerosBehindItDoesNotVerify() throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] signature = SignatureAlgorithm.ED25519.sign(pair.getPrivate(), MESSAGE);
        assertThat(SignatureAlgorithm.ED25519.verify(pair.getPublic(), MESSAGE, signature))
                .isTrue();
        for (int longer = 1; longer <= 32; longer++) {
            byte[] padded = Arrays.copyOf(signature, signature.length + longer);
            assertThat(SignatureAlgorithm.ED25519.verify(pair.getPublic(), MESSAGE, padded))
                    .as("with %d zeros", longer)
                    .isFalse();
        }
    }

    @Test
    void anEs384SignatureWithZerosBeforeItsHalvesDoesNotVerify() throws GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp384r1"));
        KeyPair pair = keys.generateKeyPair();
        byte[] signature = SignatureAlgorithm.ES384.sign(pair.getPrivate(), MESSAGE);
        assertThat(SignatureAlgorithm.ES384.verify(pair.getPublic(), MESSAGE, signature))
                .isTrue();
        byte[] padded = new byte[98];
        System.arraycopy(signature, 0, padded, 1, 48);
        System.arraycopy(signature, 48, padded, 50, 48);
        assertThat(SignatureAlgorithm.ES384.verify(pair.getPublic(), MESSAGE, padded))
                .isFalse();
    }
}

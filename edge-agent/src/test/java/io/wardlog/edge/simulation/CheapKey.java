package io.wardlog.edge.simulation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureSpi;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/**
 * Keys whose signatures cost next to nothing and protect nothing: a world signs and checks thousands of times, and it is not the
 * signature that is tried in it. They pass for Ed25519 keys.
 */
record CheapKey(String name) implements EdECPublicKey {

    private static final long serialVersionUID = 1L;
    private static final String PROVIDER = "WardlogSimulation";

    /** The private half. */
    record Half(String name) implements PrivateKey {

        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "Ed25519";
        }

        @Override
        public String getFormat() {
            return "PKCS#8";
        }

        @Override
        public byte[] getEncoded() {
            return name.getBytes(StandardCharsets.UTF_8);
        }
    }

    static KeyPair pair(String name) {
        return new KeyPair(new CheapKey(name), new Half(name));
    }

    /** From now on, until {@link #unregister}, such keys can be used. */
    static void register() {
        if (Security.getProvider(PROVIDER) == null) {
            Security.insertProviderAt(new Signatures(), 1);
        }
    }

    static void unregister() {
        Security.removeProvider(PROVIDER);
    }

    @Override
    public String getAlgorithm() {
        return "Ed25519";
    }

    @Override
    public String getFormat() {
        return "X.509";
    }

    @Override
    public byte[] getEncoded() {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public EdECPoint getPoint() {
        return new EdECPoint(false, BigInteger.ONE);
    }

    @Override
    public NamedParameterSpec getParams() {
        return NamedParameterSpec.ED25519;
    }

    private static final class Signatures extends Provider {

        private static final long serialVersionUID = 1L;

        Signatures() {
            super(PROVIDER, "1", "signatures that protect nothing");
            put("Signature.Ed25519", Spi.class.getName());
            put("Signature.Ed25519 SupportedKeyClasses", CheapKey.class.getName() + "|" + Half.class.getName());
        }
    }

    /** Made by the provider. */
    public static final class Spi extends SignatureSpi {

        private static final int LENGTH = 64;

        private long state;

        private void begin(String name) {
            state = name.hashCode();
        }

        @Override
        protected void engineInitVerify(PublicKey key) {
            begin(((CheapKey) key).name());
        }

        @Override
        protected void engineInitSign(PrivateKey key) {
            begin(((Half) key).name());
        }

        @Override
        protected void engineUpdate(byte b) {
            state = (state ^ b) * 0x9E3779B97F4A7C15L;
            state ^= state >>> 29;
        }

        @Override
        protected void engineUpdate(byte[] bytes, int offset, int length) {
            for (int i = offset; i < offset + length; i++) {
                engineUpdate(bytes[i]);
            }
        }

        @Override
        protected byte[] engineSign() {
            byte[] signature = new byte[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                engineUpdate((byte) i);
                signature[i] = (byte) (state >>> 24);
            }
            return signature;
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return Arrays.equals(signature, engineSign());
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException(name);
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException(name);
        }
    }
}

package io.wardlog.disclosure;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** Opens sealed blocks with the private half of a tenant's seal key. Thread-safe. */
public final class Unsealer {

    private final SealKey sealKey;
    private final AsymmetricCipherKeyPair keyPair;

    /** @throws IllegalArgumentException when the pair is not X25519 */
    public Unsealer(PublicKey publicKey, PrivateKey privateKey) {
        this.sealKey = new SealKey(publicKey);
        X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(rawPrivate(privateKey), 0);
        if (!Arrays.equals(key.generatePublicKey().getEncoded(), sealKey.raw())) {
            throw new IllegalArgumentException("the private and the public key do not belong together");
        }
        this.keyPair = new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
    }

    private static byte[] rawPrivate(PrivateKey key) {
        try {
            return ASN1OctetString.getInstance(
                            PrivateKeyInfo.getInstance(key.getEncoded()).parsePrivateKey())
                    .getOctets();
        } catch (IOException e) {
            throw new IllegalArgumentException("not an X25519 private key", e);
        }
    }

    /** What {@link #open} found. */
    public sealed interface Result {
        /** The disclosures, each well-formed. Whether they belong to the event is {@link Disclosure#belongsTo}. */
        record Opened(List<Disclosure> disclosures) implements Result {}

        /** The block cannot be opened with this key for this event, or what is in it is malformed. */
        record Refused(ErrorCode code, String detail) implements Result {}
    }

    /** Opens an event's sealed block. */
    public Result open(byte[] block, SealContext context) {
        return openBytes(block, context)
                .map(Unsealer::read)
                .orElseGet(() -> new Result.Refused(
                        ErrorCode.SEALED_BLOCK_INVALID, "the sealed block does not open with this key for this event"));
    }

    /** The plain bytes of a block, or nothing when it does not open with this key for this event. */
    public Optional<byte[]> openBytes(byte[] block, SealContext context) {
        Optional<SealedBlock> decoded = SealedBlock.decode(block);
        if (decoded.isEmpty() || !decoded.get().sealKeyId().equals(sealKey.id())) {
            return Optional.empty();
        }
        SealedBlock sealed = decoded.get();
        byte[] info = SealKey.info(sealKey.id(), context.tenantId(), context.agentId());
        byte[] wrapped = sealed.wrappedKey();
        try {
            byte[] dataKey = DataKeyWrap.unwrap(
                    Arrays.copyOf(wrapped, SealedBlock.ENCAPSULATION_LENGTH),
                    Arrays.copyOfRange(wrapped, SealedBlock.ENCAPSULATION_LENGTH, wrapped.length),
                    keyPair,
                    info);
            return Optional.of(SealedBlock.cipher(
                            Cipher.DECRYPT_MODE,
                            new SecretKeySpec(dataKey, "AES"),
                            sealed.nonce(),
                            context.additionalData())
                    .doFinal(sealed.ciphertext()));
        } catch (InvalidCipherTextException | GeneralSecurityException e) {
            return Optional
                    .empty(); // the authentication tag does not fit: another key, another event, or changed bytes
        }
    }

    private static Result read(byte[] plain) {
        JsonLimits limits = new JsonLimits(2 * 1024 * 1024, 2);
        if (!(StrictJson.read(plain, limits) instanceof JsonReading.Value value)
                || !value.node().isArray()) {
            return new Result.Refused(ErrorCode.SEALED_BLOCK_INVALID, "the block's content is not an array");
        }
        List<Disclosure> disclosures = new ArrayList<>();
        for (JsonNode item : value.node()) {
            Disclosure.Reading reading = Disclosure.read(item.asText());
            if (reading instanceof Disclosure.Reading.Refused refused) {
                return new Result.Refused(refused.code(), refused.detail());
            }
            disclosures.add(((Disclosure.Reading.Value) reading).disclosure());
        }
        return new Result.Opened(disclosures);
    }
}

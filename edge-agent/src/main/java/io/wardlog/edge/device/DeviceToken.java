package io.wardlog.edge.device;

import io.wardlog.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the directory keeps of a device's token: HMAC-SHA256 with the device id as key and the token's UTF-8 as text, in
 * lower-case hex. A token is 256 random bits, so a fast check is as good as a slow one, and ten thousand devices can
 * reconnect at once; the id as key keeps equal tokens from showing. By hand:
 *
 * <pre>
 * TOKEN=$(openssl rand -hex 32)
 * printf %s "$TOKEN" | openssl dgst -sha256 -hmac "$DEVICE_ID" -r | cut -d' ' -f1
 * </pre>
 */
public final class DeviceToken {

    private static final String ALGORITHM = "HmacSHA256";

    private DeviceToken() {}

    /** A new token: 32 bytes of {@code random}, as 64 hex digits. */
    public static String generate(SecureRandom random) {
        byte[] bytes = new byte[Hash.LENGTH];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The {@code tokenHmac} that the directory keeps for this device and token. */
    public static String hmac(String deviceId, String token) {
        return mac(deviceId, token).hex();
    }

    /** Whether {@code token} is the one that {@code expected} was made of; takes the same time for every wrong token. */
    static boolean matches(String deviceId, String token, Hash expected) {
        return MessageDigest.isEqual(mac(deviceId, token).bytes(), expected.bytes());
    }

    private static Hash mac(String deviceId, String token) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(deviceId.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Hash.of(mac.doFinal(token.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, fault);
        }
    }
}

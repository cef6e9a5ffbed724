package io.wardlog.edge.accept;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a repeat of a message is known by: HMAC-SHA-256 (RFC 2104) over its topic's event type, if any, and its body, under a key that only
 * this agent has. A plain digest of a short message would let whoever reads the journal try out what it said. Thread-safe.
 */
final class MessageDigests {

    private static final String ALGORITHM = "HmacSHA256";

    /** With its key and no data; cloned for each message. */
    private final Mac keyed;

    MessageDigests(byte[] key) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    Hash of(Arrival arrival) {
        try {
            Mac mac = (Mac) keyed.clone();
            mac.update(topic(arrival));
            mac.update(arrival.body());
            return Hash.of(mac.doFinal());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's HmacSHA256 can be cloned", e);
        }
    }

    /** What versions before 0.2 knew a message by: the plain SHA-256. */
    static Hash plain(Arrival arrival) {
        return Sha256.of(topic(arrival), arrival.body());
    }

    private static byte[] topic(Arrival arrival) {
        return arrival.topic()
                .map(claim -> (claim.eventType() + "\n").getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
    }
}

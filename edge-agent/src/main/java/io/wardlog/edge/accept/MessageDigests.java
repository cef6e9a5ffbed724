package io.wardlog.edge.accept;

import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * What a repeat of a message is known by: HMAC-SHA-256 (RFC 2104) over its topic's event type, if any, and its body, under a key that only
 * this agent has. A plain digest of a short message would let whoever reads the journal try out what it said. Thread-safe.
 */
final class MessageDigests {

    private final HmacSha256 hmac;

    MessageDigests(byte[] key) {
        hmac = new HmacSha256(key);
    }

    Hash of(Arrival arrival) {
        return Hash.of(hmac.of(topic(arrival), arrival.body()));
    }

    /** What an agent that had no key yet knew a message by: the plain SHA-256. */
    static Hash plain(Arrival arrival) {
        return Sha256.of(topic(arrival), arrival.body());
    }

    private static byte[] topic(Arrival arrival) {
        return arrival.topic()
                .map(claim -> (claim.eventType() + "\n").getBytes(StandardCharsets.UTF_8))
                .orElse(new byte[0]);
    }
}

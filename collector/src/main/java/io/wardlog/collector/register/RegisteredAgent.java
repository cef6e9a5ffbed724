package io.wardlog.collector.register;

import io.wardlog.keys.KeyId;
import io.wardlog.keys.TrustedKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An agent of the register. Ids are those of its certificate, of its batches' headers and of its events.
 *
 * @param signingKey the key that it signs with now
 * @param sanUri the name in its TLS certificate
 * @param life where it stands in its life
 */
public record RegisteredAgent(
        String tenantId, String hospitalId, String agentId, TrustedKey signingKey, String sanUri, Life life) {

    /**
     * Where an agent stands in its life.
     *
     * @param formerKeys keys of before
     * @param decommissioned whether it is to send no more
     * @param decommissionedAt since when, where the register says
     */
    public record Life(List<FormerKey> formerKeys, boolean decommissioned, Optional<Instant> decommissionedAt) {
        /** An agent with its first key, in use. */
        public static final Life NEW = new Life(List.of(), false, Optional.empty());

        /** Copies the list. */
        public Life {
            formerKeys = List.copyOf(formerKeys);
        }
    }

    /** A key that the agent signed with before; batches that it signs are taken until {@code until}. */
    public record FormerKey(TrustedKey key, Instant until) {}

    /** An agent with its first key, in use. */
    public RegisteredAgent(String tenantId, String hospitalId, String agentId, TrustedKey signingKey, String sanUri) {
        this(tenantId, hospitalId, agentId, signingKey, sanUri, Life.NEW);
    }

    /** The SAN URI of an agent's TLS certificate. */
    public static String sanUri(String tenantId, String hospitalId, String agentId) {
        return "urn:wardlog:agent:" + tenantId + ":" + hospitalId + ":" + agentId;
    }

    /** The Kafka key {@code tenant/agent}. */
    public String key() {
        return tenantId + "/" + agentId;
    }

    /** Whether it is in use: it may send, and is missed when it does not. */
    public boolean isActive() {
        return !life.decommissioned();
    }

    /** All keys, also those of before: what they signed stays valid. */
    public List<TrustedKey> keys() {
        return Stream.concat(Stream.of(signingKey), life.formerKeys().stream().map(FormerKey::key))
                .toList();
    }

    /** Whether a batch signed with this key is taken now. */
    public boolean maySignWith(KeyId key, Instant now) {
        return signingKey.keyId().equals(key)
                || life.formerKeys().stream()
                        .anyMatch(former -> former.key().keyId().equals(key) && now.isBefore(former.until()));
    }
}

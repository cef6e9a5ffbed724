package io.wardlog.edge.accept;

import io.wardlog.chain.ChainHead;
import io.wardlog.chain.EventHash;
import io.wardlog.disclosure.Redactor;
import io.wardlog.disclosure.SealKey;
import io.wardlog.disclosure.Sealer;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.writer.EventDraft;
import io.wardlog.edge.writer.EventTemplate;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;
import io.wardlog.schema.SchemaRegistry;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The agent's own code from a message's bytes to a chained event, without listener, journal and threads. Not safe for use by several threads. */
public final class AcceptPath {
    public static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");

    private final SecureRandom random = new SecureRandom();
    private final MessageCheck check = new MessageCheck(Schemas.of(SchemaRegistry.builtIn()), AGENT.agentId());
    private final MessageDigests digests = new MessageDigests(new byte[32]);
    private final DraftMaker drafts;
    private final String epoch;
    private final Map<String, ChainHead> heads = new HashMap<>();

    public AcceptPath() throws NoSuchAlgorithmException {
        SealKey key = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        Sealer sealer = new Sealer(key, AGENT.tenantId(), AGENT.agentId(), random);
        this.drafts = new DraftMaker(
                AGENT, new Redactor(this::salt), sealer, () -> ThreadLocalRandom.current().nextLong());
        this.epoch = UuidV7.next(Instant.now(), random::nextLong);
    }

    /** An event in its chain. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    public record Chained(byte[] event, byte[] sealed, Hash hash) {}

    public String epoch() {
        return epoch;
    }

    /** Check, draft, redact, seal, canonicalise, chain, hash. */
    public Chained accept(Arrival arrival) {
        return chained(arrival, check.check(arrival));
    }

    /** The same for a message that needs its tree. */
    public Chained acceptByTree(Arrival arrival) {
        return chained(arrival, check.checkTree(arrival));
    }

    private Chained chained(Arrival arrival, MessageCheck.Result result) {
        if (!(result instanceof MessageCheck.Result.Valid valid)) {
            throw new IllegalStateException("a simulated device's message is refused");
        }
        Instant now = Instant.now();
        EventDraft draft =
                drafts.make(new DraftMaker.Source(CheckedMessage.of(arrival, valid, digests), epoch, now));
        ChainHead head = heads.computeIfAbsent(
                draft.deviceId(), device -> ChainHead.genesis(AGENT.chain(epoch, device)));
        byte[] event = draft.template().fill(new EventTemplate.Place(now, head.eventHash(), head.sequenceNumber() + 1));
        Hash hash = EventHash.of(event);
        heads.put(draft.deviceId(), head.next(hash));
        return new Chained(event, draft.sealed(), hash);
    }

    private byte[] salt() {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        return salt;
    }
}

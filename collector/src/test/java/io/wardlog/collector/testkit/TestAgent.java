package io.wardlog.collector.testkit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.AgentCondition;
import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchItem;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Compression;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.event.PayloadChecksum;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import io.wardlog.merkle.MerkleTree;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** An agent that chains, seals and signs as the real one, for tests; seeded, so that runs repeat. */
public final class TestAgent {
    private static final Instant START = Instant.parse("2026-11-02T07:15:00Z");

    private final AgentEpoch agent;
    private final KeyPair keys;
    private final Signer signer;
    private final Random random;
    private final Map<String, ChainHead> heads = new HashMap<>();
    private final List<BatchItem> waiting = new ArrayList<>();
    private Optional<BatchLink> previous = Optional.empty();
    private BatchPosition next;

    private TestAgent(AgentEpoch agent, KeyPair keys, Random random) {
        this.agent = agent;
        this.keys = keys;
        this.signer = new PrivateKeySigner(keys);
        this.random = random;
        this.next = BatchPosition.first(agent, 0);
    }

    /** A new agent in its first epoch. */
    public static TestAgent create(String tenantId, String hospitalId, String agentId, long seed) {
        Random random = new Random(seed);
        return new TestAgent(
                new AgentEpoch(tenantId, hospitalId, agentId, UuidV7.next(START, random::nextLong)), newKeys(), random);
    }

    /** The same agent in an epoch of its own, which says that {@code before} was its last batch. */
    public TestAgent inNewEpoch(Optional<BatchLink> before) {
        AgentEpoch epoch = new AgentEpoch(
                agent.tenantId(),
                agent.hospitalId(),
                agent.agentId(),
                UuidV7.next(START.plusSeconds(60), random::nextLong));
        TestAgent restarted = new TestAgent(epoch, keys, random);
        restarted.previous = before;
        return restarted;
    }

    /** The same agent as a copy that goes on by itself: what a restored snapshot would do. */
    public TestAgent twin() {
        TestAgent twin = new TestAgent(agent, keys, random);
        twin.heads.putAll(heads);
        twin.next = next;
        return twin;
    }

    public AgentEpoch epoch() {
        return agent;
    }

    public String key() {
        return agent.tenantId() + "/" + agent.agentId();
    }

    public KeyPair keys() {
        return keys;
    }

    public RegisteredAgent registered() {
        return new RegisteredAgent(
                agent.tenantId(),
                agent.hospitalId(),
                agent.agentId(),
                TrustedKey.of(keys.getPublic(), KeyPurpose.AGENT_BATCH),
                RegisteredAgent.sanUri(agent.tenantId(), agent.hospitalId(), agent.agentId()));
    }

    /** Records a valid heartbeat of a device. */
    public TestAgent heartbeat(String deviceId) {
        return event(deviceId, event -> {});
    }

    /** Records a heartbeat that {@code change} has changed before it was chained and hashed. */
    public TestAgent event(String deviceId, Consumer<ObjectNode> change) {
        ChainId chain = new ChainId(agent.tenantId(), agent.hospitalId(), agent.agentId(), agent.epoch(), deviceId);
        ChainHead head = heads.getOrDefault(deviceId, ChainHead.genesis(chain));
        ObjectNode event = heartbeatOf(deviceId, head);
        change.accept(event);
        event.set("checksum", checksum(event));
        byte[] canonical = Jcs.write(event);
        heads.put(deviceId, head.next(EventHash.of(canonical)));
        waiting.add(new BatchItem(canonical, sealedBlock()));
        return this;
    }

    /** Bytes with the form of a sealed block; nobody can open them. */
    private static byte[] sealedBlock() {
        byte[] block = new byte[256];
        block[0] = 1;
        return block;
    }

    /** The number and hash of the last batch. */
    public BatchLink last(byte[] frame) {
        BatchFrame decoded = ((BatchFrame.Reading.Value) BatchFrame.decode(frame)).frame();
        return ((BatchHeader.Reading.Value) BatchHeader.read(decoded.header()))
                .header()
                .link();
    }

    /** Seals what was recorded into the next batch. */
    public byte[] seal() {
        return seal(signer, Compression.ZSTD);
    }

    /** Seals the next batch with this signature and compression. */
    public byte[] seal(Signer with, Compression compression) {
        BatchHeader header = header(with);
        byte[] frame = new BatchFrame(header.canonical(), header.sign(with), waiting).encode(compression);
        next = header.position().next(header.hash(), 0);
        waiting.clear();
        return frame;
    }

    /** A batch of what waits under a header that {@code change} has made a lie of, truly signed; what waits goes on waiting. */
    public byte[] forge(UnaryOperator<BatchHeader> change) {
        BatchHeader header = change.apply(header(signer));
        return new BatchFrame(header.canonical(), header.sign(signer), waiting).encode(Compression.ZSTD);
    }

    private BatchHeader header(Signer with) {
        BatchPosition position =
                new BatchPosition(next.batchSequence(), next.prevBatchHash(), next.firstIndex(), waiting.size());
        List<Hash> hashes =
                waiting.stream().map(item -> EventHash.of(item.event())).toList();
        return new BatchHeader(
                with.algorithm().alg(),
                with.keyId(),
                agent,
                position,
                MerkleTree.rootOfHashes(hashes),
                condition(),
                position.batchSequence() == 1 ? previous : Optional.empty(),
                Optional.empty());
    }

    /** A fresh Ed25519 key pair. */
    public static KeyPair newKeys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static AgentCondition condition() {
        return new AgentCondition(
                "2026-11-02T07:15:00.000000Z",
                "boot",
                1,
                new AgentCondition.Clock("ntp", Optional.empty(), Optional.empty()),
                new AgentCondition.Backlog(0, 0, 1));
    }

    private ObjectNode heartbeatOf(String deviceId, ChainHead head) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("envelopeVersion", "1.0.0");
        event.put("tenantId", agent.tenantId());
        event.put("hospitalId", agent.hospitalId());
        event.put("deviceId", deviceId);
        event.put("deviceType", "infusion_pump");
        event.put("eventId", UuidV7.next(START, random::nextLong));
        event.put("eventType", "device.heartbeat");
        event.put("eventVersion", 1);
        event.put("schemaRef", "urn:wardlog:schema:device.heartbeat:1");
        event.put("eventTime", "2026-11-02T07:15:00.25Z");
        event.put("ingestionTime", "2026-11-02T07:15:00.500000Z");
        event.put("criticality", "LOW");
        event.put("sequenceNumber", head.sequenceNumber() + 1);
        event.put("prevHash", head.eventHash().hex());
        ObjectNode source = event.putObject("source");
        source.put("agentId", agent.agentId());
        source.put("epoch", agent.epoch());
        source.put("protocol", "mqtt");
        source.put("auth", "password");
        event.putObject("payload").put("status", "ok");
        return event;
    }

    private static ObjectNode checksum(ObjectNode event) {
        PayloadChecksum checksum = PayloadChecksum.sha256(event.get("payload"));
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("algorithm", checksum.algorithm());
        node.put("value", checksum.value());
        return node;
    }
}

package io.wardlog.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.AgentCondition;
import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchItem;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Compression;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.event.EventTimes;
import io.wardlog.event.PayloadChecksum;
import io.wardlog.event.UuidV7;
import io.wardlog.json.Jcs;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import io.wardlog.merkle.MerkleTree;
import io.wardlog.pki.DevelopmentPki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * A registered agent of a tenant of its own that is no process: what it sends, no agent of ours would.
 *
 * @param keys the installation's, among them its own
 * @param ingest where it sends
 */
record PaperAgent(DemoKeys keys, Ingest ingest) {
    static final String TENANT = "paper";
    private static final String AGENT = "agent-paper";
    private static final String DEVICE = "pump-paper";

    static PaperAgent of(Stack stack) {
        return new PaperAgent(stack.keys, Ingest.of(stack));
    }

    /** Makes its keys and puts it into the register; before the collector starts. */
    static void register(DemoLayout layout, DemoKeys keys) throws IOException {
        Path identity = keys.pki()
                .agent(new DevelopmentPki.AgentName(TENANT, DemoNames.HOSPITAL, AGENT), List.of(), keys.validity());
        Path register = layout.register();
        Files.writeString(register, Files.readString(register).replace("\nagents:\n", """

                                  %s:
                                    sealPublicKey: "%s"
                                agents:
                                - agentId: %s
                                  tenantId: %s
                                  hospitalId: %s
                                  signingPublicKey: "%s"
                                """.formatted(
                        TENANT,
                        keys.sealPublicKey(DemoNames.TENANTS.get(0)),
                        AGENT,
                        TENANT,
                        DemoNames.HOSPITAL,
                        identity.resolve("signing.pub.pem"))));
    }

    /** Sends a heartbeat of a pump with this message in the clear, where the disclosure's digest belongs, and has the answer. */
    String sendInTheClear(String message) throws Exception {
        return send(newId(), event -> event.put("message", message));
    }

    /** Sends a heartbeat in an epoch that nobody has heard of, as an agent that has lost its memory would. */
    void sendWithoutMemory(String epoch) throws Exception {
        String answer = send(epoch, event -> {});
        if (!answer.startsWith("HTTP/2 200")) {
            throw new IllegalStateException("not accepted:\n" + answer);
        }
    }

    private String send(String epoch, Consumer<ObjectNode> change) throws Exception {
        Path identity = keys.agent(AGENT);
        Signer signer = PemKeys.readSigner(identity.resolve("signing.key"), identity.resolve("signing.pub.pem"));
        AgentEpoch ownEpoch = new AgentEpoch(TENANT, DemoNames.HOSPITAL, AGENT, epoch);
        ObjectNode event = event(ownEpoch);
        change.accept(event);
        return ingest.post(identity, frame(event, ownEpoch, signer));
    }

    private static byte[] frame(ObjectNode content, AgentEpoch epoch, Signer signer) {
        byte[] event = Jcs.write(content);
        BatchPosition first = BatchPosition.first(epoch, 0);
        BatchHeader header = new BatchHeader(
                signer.algorithm().alg(),
                signer.keyId(),
                epoch,
                new BatchPosition(first.batchSequence(), first.prevBatchHash(), first.firstIndex(), 1),
                MerkleTree.rootOfHashes(List.of(EventHash.of(event))),
                new AgentCondition(
                        EventTimes.micros(Instant.now()),
                        "boot",
                        1,
                        new AgentCondition.Clock("ntp", Optional.empty(), Optional.empty()),
                        new AgentCondition.Backlog(0, 0, 1)),
                Optional.empty(),
                Optional.empty());
        return new BatchFrame(header.canonical(), header.sign(signer), List.of(new BatchItem(event, new byte[0])))
                .encode(Compression.NONE);
    }

    private static ObjectNode event(AgentEpoch epoch) {
        ChainHead genesis = ChainHead.genesis(
                new ChainId(epoch.tenantId(), epoch.hospitalId(), epoch.agentId(), epoch.epoch(), DEVICE));
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("envelopeVersion", "1.0.0").put("tenantId", TENANT).put("hospitalId", DemoNames.HOSPITAL);
        event.put("deviceId", DEVICE).put("deviceType", "infusion_pump").put("eventId", newId());
        event.put("eventType", "device.heartbeat").put("eventVersion", 1);
        event.put("schemaRef", "urn:wardlog:schema:device.heartbeat:1").put("criticality", "LOW");
        event.put("eventTime", EventTimes.write(Instant.now()));
        event.put("ingestionTime", EventTimes.micros(Instant.now()));
        event.put("sequenceNumber", 1).put("prevHash", genesis.eventHash().hex());
        event.putObject("source")
                .put("agentId", AGENT)
                .put("epoch", epoch.epoch())
                .put("protocol", "mqtt")
                .put("auth", "password");
        PayloadChecksum checksum =
                PayloadChecksum.sha256(event.putObject("payload").put("status", "ok"));
        event.putObject("checksum").put("algorithm", checksum.algorithm()).put("value", checksum.value());
        return event;
    }

    /** An identifier for an epoch or an event. */
    static String newId() {
        return UuidV7.next(Instant.now(), ThreadLocalRandom.current()::nextLong);
    }
}

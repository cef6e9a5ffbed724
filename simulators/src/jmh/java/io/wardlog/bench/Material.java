package io.wardlog.bench;

import io.wardlog.batch.AgentCondition;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchItem;
import io.wardlog.batch.BatchPosition;
import io.wardlog.edge.accept.AcceptPath;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.SourceProtocol;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.TrustedKey;
import io.wardlog.merkle.MerkleTree;
import io.wardlog.simulator.link.Credential;
import io.wardlog.simulator.link.SimulatedMessage;
import io.wardlog.simulator.ward.Pace;
import io.wardlog.simulator.ward.Ward;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What all benchmarks work on: the messages of a pump, a monitor, a ventilator and a bed at one patient, and the events, the batch and the export that
 * they become.
 */
public final class Material {
    /** Messages, and events of a batch. */
    public static final int COUNT = 500;

    private static final List<DeviceType> TYPES = List.of(
            DeviceType.INFUSION_PUMP, DeviceType.PATIENT_MONITOR, DeviceType.VENTILATOR, DeviceType.SMART_BED);

    public final List<Arrival> arrivals = new ArrayList<>();
    public final List<AcceptPath.Chained> events = new ArrayList<>();
    public final TrustedKey agentKey;
    public final BatchFrame frame;
    public final byte[] export;

    public Material() throws GeneralSecurityException {
        Ward ward = Ward.of(TYPES.stream().map(Material::device).toList(), 1, Pace.speed(1), Instant.now());
        AcceptPath path = new AcceptPath();
        for (int i = 0; i < COUNT; i++) {
            SimulatedMessage message = ward.next();
            DeviceType type = TYPES.stream()
                    .filter(each -> idOf(each).equals(message.deviceId()))
                    .findFirst()
                    .orElseThrow();
            DeviceIdentity device =
                    new DeviceIdentity(message.deviceId(), type, AuthMethod.PASSWORD, Map.of());
            arrivals.add(Arrival.of(device, SourceProtocol.MQTT, message.body()));
            events.add(path.accept(arrivals.get(i)));
        }
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        agentKey = TrustedKey.of(pair.getPublic(), KeyPurpose.AGENT_BATCH);
        frame = frame(new PrivateKeySigner(pair), path);
        export = export();
    }

    private static String idOf(DeviceType type) {
        return type.wireName().replace('_', '-');
    }

    private static Credential device(DeviceType type) {
        return new Credential(idOf(type), type, idOf(type), "", Optional.empty(), Optional.empty());
    }

    private BatchFrame frame(PrivateKeySigner signer, AcceptPath path) {
        List<BatchItem> items =
                events.stream().map(each -> new BatchItem(each.event(), each.sealed())).toList();
        BatchHeader header = new BatchHeader(
                signer.algorithm().alg(),
                signer.keyId(),
                AcceptPath.AGENT.in(path.epoch()),
                BatchPosition.first(AcceptPath.AGENT.in(path.epoch()), COUNT),
                MerkleTree.rootOfHashes(
                        events.stream().map(AcceptPath.Chained::hash).toList()),
                new AgentCondition(
                        "2026-11-01T08:00:00.000000Z",
                        "01938a6e-3c01-7000-8000-000000000001",
                        1_000_000,
                        new AgentCondition.Clock("ntp", Optional.empty(), Optional.empty()),
                        new AgentCondition.Backlog(0, 0, 1_000_000_000)),
                Optional.empty(),
                Optional.empty());
        return new BatchFrame(header.canonical(), header.sign(signer), items);
    }

    private byte[] export() {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (AcceptPath.Chained each : events) {
            lines.writeBytes("{\"event\":".getBytes(StandardCharsets.UTF_8));
            lines.writeBytes(each.event());
            lines.writeBytes((",\"hash\":\"" + each.hash().hex() + "\"}\n").getBytes(StandardCharsets.UTF_8));
        }
        return lines.toByteArray();
    }

    /** Mean bytes of an event's canonical form. */
    public double eventBytes() {
        return events.stream().mapToInt(each -> each.event().length).average().orElseThrow();
    }
}

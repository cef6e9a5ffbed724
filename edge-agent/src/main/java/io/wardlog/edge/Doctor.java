package io.wardlog.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.wardlog.config.HostPort;
import io.wardlog.edge.doctor.AgentCheck;
import io.wardlog.edge.doctor.CertificateCheck;
import io.wardlog.edge.doctor.Check;
import io.wardlog.edge.doctor.ClockCheck;
import io.wardlog.edge.doctor.CollectorAnswer;
import io.wardlog.edge.doctor.CollectorCheck;
import io.wardlog.edge.doctor.DataFilesCheck;
import io.wardlog.edge.doctor.DescriptorCheck;
import io.wardlog.edge.doctor.Diagnosis;
import io.wardlog.edge.doctor.DiskCheck;
import io.wardlog.edge.doctor.PortCheck;
import io.wardlog.edge.doctor.SecretFiles;
import io.wardlog.edge.forward.AnswerCheck;
import io.wardlog.edge.forward.CollectorConfig;
import io.wardlog.edge.forward.ProxyConfig;
import io.wardlog.edge.forward.http2.Http2Uplink;
import io.wardlog.edge.forward.http2.ProbeHandshake;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.segment.FileChannelDisk;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.error.FileFailure;
import io.wardlog.keys.KeyId;
import io.wardlog.tls.TlsFiles;
import io.wardlog.tls.TlsMaterial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Looks at everything that an agent with this configuration needs, in the order in which it needs it. Changes nothing. */
final class Doctor {

    private final EdgeConfig config;
    private final JournalDisk disk;
    private final AgentClock clock = AgentClock.system();

    Doctor(EdgeConfig config) {
        this(config, new FileChannelDisk());
    }

    /** With another disk than the machine's. */
    Doctor(EdgeConfig config, JournalDisk disk) {
        this.config = config;
        this.disk = disk;
    }

    /** Says each thing that it found, one after the other. */
    void examine(Consumer<Diagnosis> say) throws InterruptedException {
        Optional<JsonNode> running = running(say);
        configuration(say);
        syncs(say);
        for (Check check : checks(running)) {
            check.look(say);
        }
        collectors(say);
    }

    private Optional<JsonNode> running(Consumer<Diagnosis> say) throws InterruptedException {
        HostPort at = config.status().listen();
        try {
            Optional<JsonNode> answered = at.port() == 0 ? Optional.empty() : RunningAgent.ask(at);
            if (answered.filter(status -> !isOurs(status)).isPresent()) {
                throw new IOException(at + " answers as another agent, "
                        + answered.get().path("agentId").asText());
            }
            new AgentCheck(at, answered).look(say);
            return answered;
        } catch (IOException another) {
            say.accept(
                    Diagnosis.failed(
                            "agent",
                            another.getMessage(),
                            "an agent that hangs must be started again; another program keeps the port: let the agent have another status.listen"));
            return Optional.empty();
        }
    }

    private boolean isOurs(JsonNode status) {
        return status.path("agentId").asText().equals(config.agentId())
                && status.path("tenantId").asText().equals(config.tenantId());
    }

    private void configuration(Consumer<Diagnosis> say) {
        List<String> problems = new CheckConfig(config).problems();
        problems.forEach(
                problem -> say.accept(
                        Diagnosis.failed(
                                "configuration",
                                problem.replaceAll("\\s*\\R\\s*", "; "),
                                "correct the configuration or the file; an agent does not start with this. Run the doctor as the agent's user")));
        if (problems.isEmpty()) {
            say.accept(Diagnosis.ok("configuration", "every file that it names can be read and is what it must be"));
        }
    }

    private void syncs(Consumer<Diagnosis> say) {
        if (config.journal().insecureWithoutSync()) {
            say.accept(Diagnosis.failed(
                    "journal_sync",
                    "journal.insecureWithoutSync is set: a power cut loses events that were acknowledged",
                    "take journal.insecureWithoutSync out of the configuration and WARDLOG_AGENT_JOURNAL_INSECURE_WITHOUT_SYNC out of the environment,"
                            + " and start on an empty dataDir: what was written without syncs is refused then"));
        }
    }

    private List<Check> checks(Optional<JsonNode> running) {
        Instant now = clock.now();
        List<Check> all = new ArrayList<>();
        all.add(new SecretFiles(secrets()));
        config.tlsFiles().ifPresent(files -> all.add(new CertificateCheck("certificate_ports", files, now)));
        all.add(new CertificateCheck("certificate_uplink", config.collector().tlsFiles(), now));
        all.add(new ClockCheck());
        all.add(DataFilesCheck.of(config.dataDir()));
        all.add(new DiskCheck(
                new DiskCheck.Place(
                        config.dataDir(),
                        config.journalDirectory(),
                        config.journal().limits()),
                disk,
                clock::nanoTime));
        all.add(new PortCheck(config.listenAddresses(), running.map(this::openPorts)));
        all.add(new DescriptorCheck(
                running.orElseGet(this::ownDescriptors).path("fileDescriptors"), running.isPresent()));
        return all;
    }

    private JsonNode ownDescriptors() {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        FileDescriptors.of(config).describe(own, finding -> {});
        return own;
    }

    private List<Path> secrets() {
        return Stream.of(
                        Stream.of(config.signingKey(), config.collector().key(), config.digestKeyFile()),
                        config.tlsFiles().map(TlsFiles::key).stream(),
                        config.collector().proxy().flatMap(ProxyConfig::passwordFile).stream())
                .flatMap(each -> each)
                .distinct()
                .toList();
    }

    private Map<String, Integer> openPorts(JsonNode status) {
        Map<String, Integer> open = new TreeMap<>();
        open.put("status", config.status().listen().port());
        status.path("ports")
                .properties()
                .forEach(each -> open.put(each.getKey(), each.getValue().asInt()));
        return open;
    }

    /** With what the agent shows who it is, and finds out who answers. */
    private record Proofs(TlsMaterial material, KeyId signingKey, AnswerCheck answers) {}

    private Proofs proofs() throws IOException {
        return new Proofs(
                TlsMaterial.read(config.collector().tlsFiles(), clock.now()),
                EdgeKeys.signer(config).keyId(),
                new AnswerCheck(
                        config.identity(),
                        EdgeKeys.collectors(config.collector().receiptPublicKeys())));
    }

    private void collectors(Consumer<Diagnosis> say) throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        try {
            Proofs proofs = proofs();
            for (HostPort each : config.collector().collectors()) {
                collector(vertx, config.collector().only(each), proofs, say);
            }
        } catch (IOException unreadable) {
            say.accept(Diagnosis.failed(
                    "collector_tls",
                    "not tried, because a file cannot be used: " + FileFailure.reason(unreadable),
                    "correct the configuration or the file, or run the doctor as the agent's user"));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void collector(Vertx vertx, CollectorConfig one, Proofs proofs, Consumer<Diagnosis> say)
            throws IOException, InterruptedException {
        Http2Uplink uplink = new Http2Uplink(vertx, one, proofs.material());
        try {
            HostPort at = one.collectors().get(0);
            Check answer = new CollectorAnswer(one, uplink::head, proofs.signingKey(), proofs.answers(), clock);
            new CollectorCheck(at, one, new ProbeHandshake(vertx, one, proofs.material()), answer).look(say);
        } finally {
            uplink.close();
        }
    }
}

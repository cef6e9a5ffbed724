package io.wardlog.collector;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.wardlog.collector.custody.CustodyConfig;
import io.wardlog.collector.custody.CustodyDesk;
import io.wardlog.collector.custody.CustodyMetrics;
import io.wardlog.collector.custody.EventSeals;
import io.wardlog.collector.custody.ReceiptCheck;
import io.wardlog.collector.custody.SilenceWatch;
import io.wardlog.collector.custody.streams.CustodyRole;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.ingest.AdmissionDesk;
import io.wardlog.collector.ingest.AnswerSigner;
import io.wardlog.collector.ingest.InFlightBudget;
import io.wardlog.collector.ingest.IngestConfig;
import io.wardlog.collector.ingest.IngestMetrics;
import io.wardlog.collector.ingest.IngestThrottle;
import io.wardlog.collector.ingest.UnregisteredAgents;
import io.wardlog.collector.ingest.http.IngestRole;
import io.wardlog.collector.ingest.kafka.KafkaBatchLog;
import io.wardlog.collector.ingest.kafka.KafkaConfirmations;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.kafka.KafkaStandings;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.role.FaultListener;
import io.wardlog.collector.role.Role;
import io.wardlog.collector.schemas.TenantSchemas;
import io.wardlog.collector.trace.Tracing;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Composition of the roles that take batches in: ingest and custody. */
final class IntakeRoles {
    private final Supplier<AgentRegister> register;
    private final KafkaClients kafka;
    private final MeterRegistry meters;
    private final FaultListener faults;
    private final Tracing tracing;
    private final InstantSource clock = InstantSource.system();
    private final TenantSchemas schemas;
    private final ContentCheck content;

    /** What both roles are made of. */
    record Parts(
            Supplier<AgentRegister> register,
            KafkaClients kafka,
            TenantSchemas schemas,
            MeterRegistry meters,
            FaultListener faults,
            Tracing tracing) {}

    IntakeRoles(Parts parts) {
        this.register = parts.register();
        this.kafka = parts.kafka();
        this.schemas = parts.schemas();
        this.content = new ContentCheck(schemas);
        this.meters = parts.meters();
        this.faults = parts.faults();
        this.tracing = parts.tracing();
    }

    /** The role that takes batches from agents. */
    Role ingest(Vertx vertx, IngestConfig config) throws IOException {
        Signer receiptKey = PemKeys.readSigner(config.receiptKey(), config.receiptPublicKey());
        KafkaStandings standings =
                new KafkaStandings(() -> new KafkaConsumer<>(kafka.consumer("ingest-confirmations")));
        KafkaBatchLog log = new KafkaBatchLog(vertx, kafka, config.deliveryTimeout());
        AnswerSigner signer = new AnswerSigner(kafka.instance(), receiptKey, new KafkaConfirmations(standings), clock);
        InFlightBudget budget = new InFlightBudget(config.maxInFlight().bytes());
        IngestRole server = new IngestRole(
                vertx,
                config,
                new IngestRole.Dependencies(
                        register,
                        new AdmissionDesk(content, signer, clock),
                        signer,
                        log,
                        schemas,
                        log,
                        new UnregisteredAgents(kafka.instance(), log, clock),
                        budget,
                        new IngestThrottle(config.limits(), System::nanoTime),
                        new IngestMetrics(meters, budget),
                        clock,
                        tracing));
        return new CompositeRole(server, List.of(standings::start), List.of(log, standings), log::readiness);
    }

    /** The role that judges the order of batches; {@code replication} is that of its changelog, -1 for the cluster's default. */
    Role custody(CustodyConfig config, Path dataDir, int replication) throws IOException {
        List<TrustedKey> collectorKeys = new ArrayList<>();
        for (Path file : config.receiptPublicKeys()) {
            collectorKeys.add(TrustedKey.of(PemKeys.readPublic(file), KeyPurpose.COLLECTOR_RECEIPT));
        }
        CustodyMetrics metrics = new CustodyMetrics(meters);
        CustodyDesk desk = new CustodyDesk(
                register,
                new ReceiptCheck(new KeyRing(collectorKeys)),
                content,
                new EventSeals(register, new SecureRandom()),
                metrics);
        return new CustodyRole(
                config,
                new CustodyRole.Place(kafka, dataDir, replication),
                desk,
                since -> new SilenceWatch(register, metrics, config.silentAfter(), since),
                new CustodyRole.Surroundings(meters, faults, clock, tracing));
    }
}

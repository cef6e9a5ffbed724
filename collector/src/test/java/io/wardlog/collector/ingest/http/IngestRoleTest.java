package io.wardlog.collector.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Compression;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.batch.QuarantineMark;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.ingest.AdmissionDesk;
import io.wardlog.collector.ingest.AdmittedBatch;
import io.wardlog.collector.ingest.AnswerSigner;
import io.wardlog.collector.ingest.Confirmations;
import io.wardlog.collector.ingest.InFlightBudget;
import io.wardlog.collector.ingest.IngestConfig;
import io.wardlog.collector.ingest.IngestLimits;
import io.wardlog.collector.ingest.IngestMetrics;
import io.wardlog.collector.ingest.IngestThrottle;
import io.wardlog.collector.ingest.UnregisteredAgents;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.register.RegisteredAgent;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.AgentSighting;
import io.wardlog.collector.topic.Alert;
import io.wardlog.collector.trace.Tracing;
import io.wardlog.config.DataSize;
import io.wardlog.config.HostPort;
import io.wardlog.disclosure.SealKey;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.EventTimes;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import io.wardlog.keys.KeyId;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.SignatureAlgorithm;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.rate.RateLimit;
import io.wardlog.schema.IndexUpdate;
import io.wardlog.schema.SchemaCollection;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.bundle.RegistryBundle;
import io.wardlog.schema.bundle.SignedBundle;
import io.wardlog.trace.Spans;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real server with real HTTP/2 clients over mutual TLS; only Kafka is played. */
class IngestRoleTest {
    /** Vert.x closes a client that nobody refers to any more. */
    private final List<HttpClient> clients = new ArrayList<>();

    private static final int BUDGET = 1 << 20;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestAgent agent = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private final TestAgent neighbour = TestAgent.create("tenant-b", "hospital-1", "gateway-2", 2);
    private final TestAgent sibling = TestAgent.create("tenant-b", "hospital-1", "gateway-3", 3);
    private final List<AdmittedBatch> stored = new CopyOnWriteArrayList<>();
    private final Map<String, SchemaRegistry> ownTypes = new ConcurrentHashMap<>();
    private final Map<String, SignedBundle> bundles = new ConcurrentHashMap<>();
    private final List<Alert> alerts = new CopyOnWriteArrayList<>();
    private final InFlightBudget budget = new InFlightBudget(BUDGET);
    private final BatchLink confirmed = new BatchLink(agent.epoch().epoch(), 7, Sha256.of());
    private volatile Pause whileSigning = () -> {};
    private volatile boolean headsAreKnown = true;
    private volatile CompletionStage<Void> kafka = CompletableFuture.completedFuture(null);
    private final List<AgentSighting> sightings = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final IngestLimits limits = new IngestLimits(
            Optional.of(limit(25, 20)), // 500 at once
            Map.of("tenant-a", limit(100, 1)),
            Optional.of(limit(20, 15))); // 300 at once
    private volatile Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS); // within the certificates' time
    private volatile AgentRegister register;
    private SealKey sealKey;
    private DevelopmentPki pki;
    private Validity validity;
    private IngestRole role;
    private KeyRing collectors;

    @BeforeEach
    void start() throws Exception {
        validity = Validity.starting(Instant.now().minusSeconds(60), Duration.ofDays(1));
        pki = DevelopmentPki.create(directory, validity);
        Path own = pki.collector(List.of(), validity);
        pki.agent(new DevelopmentPki.AgentName("tenant-a", "hospital-1", "gateway-1"), List.of(), validity);
        pki.agent(new DevelopmentPki.AgentName("tenant-b", "hospital-1", "gateway-2"), List.of(), validity);
        pki.agent(new DevelopmentPki.AgentName("tenant-b", "hospital-1", "gateway-3"), List.of(), validity);
        pki.agent(new DevelopmentPki.AgentName("tenant-a", "hospital-1", "stranger"), List.of(), validity);
        sealKey = new SealKey(PemKeys.readPublic(pki.tenant("tenant-a").resolve("seal.pub.pem")));
        registered(agent.registered());
        Signer receiptKey = PemKeys.readSigner(own.resolve("receipt.key"), own.resolve("receipt.pub.pem"));
        collectors = new KeyRing(List.of(
                TrustedKey.of(PemKeys.readPublic(own.resolve("receipt.pub.pem")), KeyPurpose.COLLECTOR_RECEIPT)));
        AnswerSigner signer = new AnswerSigner(
                "collector-1", new WatchedSigner(receiptKey), new FakeConfirmations(), InstantSource.system());
        IngestConfig config = new IngestConfig(
                new HostPort("127.0.0.1", 0),
                own.resolve("tls.pem"),
                own.resolve("tls.key"),
                pki.caFile(),
                own.resolve("receipt.key"),
                own.resolve("receipt.pub.pem"),
                new DataSize(BUDGET),
                Duration.ofSeconds(5),
                limits);
        role = new IngestRole(
                vertx,
                config,
                new IngestRole.Dependencies(
                        () -> register,
                        new AdmissionDesk(
                                new ContentCheck(tenantId -> ownTypes.getOrDefault(tenantId, SchemaRegistry.builtIn())),
                                signer,
                                () -> now),
                        signer,
                        batch -> {
                            stored.add(batch);
                            return kafka;
                        },
                        tenantId -> Optional.ofNullable(bundles.get(tenantId)),
                        alerts::add,
                        new UnregisteredAgents("collector-1", sightings::add, () -> now),
                        budget,
                        new IngestThrottle(
                                limits,
                                () -> Duration.between(Instant.EPOCH, now).toNanos()),
                        new IngestMetrics(meters, budget),
                        () -> now,
                        new Tracing(Spans.OFF, new SimpleMeterRegistry(), InstantSource.system())));
        role.start();
    }

    private static RateLimit limit(int eventsPerSecond, int burstSeconds) {
        return new RateLimit(eventsPerSecond, new DataSize(1 << 30), Duration.ofSeconds(burstSeconds));
    }

    /** A register with this agent, the neighbour and its sibling. */
    private void registered(RegisteredAgent own) {
        register = new AgentRegister(
                List.of(own, neighbour.registered(), sibling.registered()),
                Map.of("tenant-a", sealKey, "tenant-b", sealKey));
    }

    private RegisteredAgent living(RegisteredAgent.Life life) {
        RegisteredAgent known = agent.registered();
        return new RegisteredAgent(
                known.tenantId(), known.hospitalId(), known.agentId(), known.signingKey(), known.sanUri(), life);
    }

    @AfterEach
    void stop() throws Exception {
        role.close();
        get(vertx.close());
    }

    @Test
    void aBatchIsStoredVerbatimWithItsReceiptWhichTheAgentThenGets() throws Exception {
        byte[] frame = agent.heartbeat("pump-1").heartbeat("pump-2").seal();
        Answer answer = post("gateway-1", frame);
        assertThat(answer.status).isEqualTo(200);
        assertThat(answer.version).isEqualTo(HttpVersion.HTTP_2);
        assertThat(stored).singleElement().satisfies(batch -> {
            assertThat(batch.key()).isEqualTo("tenant-a/gateway-1");
            assertThat(batch.frame()).isEqualTo(frame);
            assertThat(batch.receipt()).isEqualTo(answer.body);
        });
        SignedAnswer signed =
                ((SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, answer.body)).answer();
        Receipt receipt = ((Receipt.Reading.Value) Receipt.read(signed.body())).receipt();
        assertThat(signed.isSignedBy(receipt.issuer(), collectors)).isTrue();
        assertThat(receipt.batch()).isEqualTo(agent.last(frame));
        assertThat(receipt.quarantined()).isEmpty();
        assertThat(receipt.confirmed().orElseThrow().batch()).isEqualTo(confirmed);
        assertThat(budget.taken()).isZero();
    }

    @Test
    void whatTheSchemaRefusesIsTakenAndMarked() throws Exception {
        byte[] frame = agent.heartbeat("pump-1")
                .event("pump-1", event -> event.put("message", "in the clear"))
                .seal();
        Answer answer = post("gateway-1", frame);
        SignedAnswer signed =
                ((SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, answer.body)).answer();
        Receipt receipt = ((Receipt.Reading.Value) Receipt.read(signed.body())).receipt();
        assertThat(receipt.quarantined()).singleElement().satisfies(mark -> {
            assertThat(mark.index()).isEqualTo(1);
            assertThat(mark.code()).isEqualTo("phi_in_clear");
        });
    }

    /** A type of tenant A's own: taken and marked until the collector knows it, and for tenant B for ever. */
    @Test
    void aTypeOfATenantIsKnownForThatTenantOnly() throws Exception {
        assertThat(marks("gateway-1", agent)).containsExactly("unknown_event_type");
        ownTypes.put("tenant-a", SchemaRegistry.builtIn().with(docked()));
        assertThat(marks("gateway-1", agent)).isEmpty();
        assertThat(marks("gateway-2", neighbour)).containsExactly("unknown_event_type");
        assertThat(stored).as("nothing was lost").hasSize(3);
        assertThat(meters.counter("wardlog.ingest.quarantined.events").count()).isEqualTo(2);
    }

    private List<String> marks(String certificate, TestAgent from) throws Exception {
        byte[] frame = from.event("pump-1", event -> {
                    event.put("eventType", "x_acme.docked").put("schemaRef", "urn:wardlog:schema:x_acme.docked:1");
                    event.putObject("payload").put("slot", "a");
                })
                .seal();
        SignedAnswer signed = ((SignedAnswer.Reading.Value)
                        SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, post(certificate, frame).body))
                .answer();
        return ((Receipt.Reading.Value) Receipt.read(signed.body()))
                .receipt().quarantined().stream().map(QuarantineMark::code).toList();
    }

    private SchemaCollection docked() throws Exception {
        Path types = directory.resolve("types");
        Files.createDirectories(types.resolve("x_acme.docked"));
        Files.writeString(types.resolve("x_acme.docked/1.json"), """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "$id": "urn:wardlog:schema:x_acme.docked:1",
              "description": "Something was docked.",
              "x-criticality": "LOW",
              "type": "object",
              "properties": { "slot": { "description": "Which", "enum": ["a", "b"] } },
              "additionalProperties": false
            }
            """);
        Files.writeString(
                types.resolve("index.json"),
                IndexUpdate.of(types, Map.of()).index().text());
        return SchemaCollection.load(SchemaSource.directory(types));
    }

    @Test
    void theReceiptWaitsForKafka() throws Exception {
        CompletableFuture<Void> acknowledgement = new CompletableFuture<>();
        kafka = acknowledgement;
        Future<Answer> answer = send(
                "gateway-1",
                HttpMethod.POST,
                "/v1/batches",
                agent.heartbeat("pump-1").seal());
        await(() -> stored.size() == 1);
        assertThat(answer.isComplete()).isFalse();
        acknowledgement.complete(null);
        assertThat(get(answer).status).isEqualTo(200);
    }

    @Test
    void noMoreBatchesAreUnpackedAtOnceThanThereAreProcessors() throws Exception {
        int processors = Runtime.getRuntime().availableProcessors();
        CountDownLatch oneTooMany = new CountDownLatch(processors + 1);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        whileSigning = () -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            oneTooMany.countDown();
            oneTooMany.await(200, TimeUnit.MILLISECONDS);
            inside.decrementAndGet();
        };
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 2 * processors; i++) {
            answers.add(send(
                    "gateway-1",
                    HttpMethod.POST,
                    "/v1/batches",
                    agent.heartbeat("pump-1").seal()));
        }
        for (Future<Answer> answer : answers) {
            assertThat(get(answer).status).isEqualTo(200);
        }
        assertThat(most.get()).isBetween(1, processors);
    }

    @Test
    void noReceiptLeavesWhenKafkaFails() throws Exception {
        kafka = CompletableFuture.failedFuture(new IllegalStateException("not enough replicas"));
        Answer answer = post("gateway-1", agent.heartbeat("pump-1").seal());
        assertThat(answer.status).isEqualTo(503);
        assertThat(answer.retryAfter).isEqualTo("1");
        assertThat(answer.text()).contains("\"unavailable\"");
        assertThat(budget.taken()).isZero();
    }

    @Test
    void moreThanTheBudgetIsAskedToComeBack() throws Exception {
        assertThat(budget.tryTake(BUDGET - 10)).isTrue();
        Answer answer = post("gateway-1", agent.heartbeat("pump-1").seal());
        assertThat(answer.status).isEqualTo(503);
        assertThat(answer.retryAfter).isEqualTo("1");
        assertThat(alerts).isEmpty();
        budget.release(BUDGET - 10);
    }

    @Test
    void everyForgeryIsRefusedWithItsCodeAndRecorded() throws Exception {
        byte[] sound = agent.heartbeat("pump-1").seal(new PrivateKeySigner(agent.keys()), Compression.NONE);
        byte[] wrongCrc = sound.clone();
        wrongCrc[sound.length - 1] ^= 1;
        byte[] changed = sound.clone();
        int at = new String(sound, StandardCharsets.ISO_8859_1).indexOf("pump-1");
        changed[at] = 'b';
        refused(
                agent.heartbeat("pump-1").seal(new PrivateKeySigner(TestAgent.newKeys()), Compression.ZSTD),
                ErrorCode.SIGNATURE_INVALID);
        refused(neighbour.heartbeat("pump-1").seal(), ErrorCode.SIGNATURE_INVALID);
        refused(wrongCrc, ErrorCode.FRAME_CHECKSUM);
        refused(Arrays.copyOf(sound, sound.length - 9), ErrorCode.FRAME_CHECKSUM);
        refused(withCrc(Arrays.copyOf(sound, sound.length + 3)), ErrorCode.FRAME_MALFORMED);
        refused(withCrc(changed), ErrorCode.CHECKSUM_MISMATCH, ErrorCode.LINK_MISMATCH, ErrorCode.ROOT_MISMATCH);
        refused(bomb(sound, BatchFrame.MAX_RAW_BODY_BYTES + 1), ErrorCode.FRAME_TOO_LARGE);
        refused(bomb(sound, 1_000), ErrorCode.FRAME_MALFORMED);
        refused(new byte[BatchFrame.MAX_FRAME_BYTES + 1], ErrorCode.FRAME_TOO_LARGE);
        refused(new byte[0], ErrorCode.FRAME_MALFORMED);
        assertThat(stored).isEmpty();
        assertThat(alerts).extracting(Alert::agentId).containsOnly("gateway-1");
        assertThat(post("gateway-1", sound).status).isEqualTo(200);
    }

    @Test
    void aSignedHeaderThatLiesAboutItsEventsIsRefused() throws Exception {
        agent.heartbeat("pump-1").heartbeat("pump-2");
        refused(agent.forge(header -> with(header, header.position(), Sha256.of())), ErrorCode.ROOT_MISMATCH);
        for (int count : new int[] {1, 3}) {
            BatchPosition wrong = new BatchPosition(1, agent.epoch().genesis(), 0, count);
            refused(agent.forge(header -> with(header, wrong, header.eventRoot())), ErrorCode.COUNT_MISMATCH);
        }
        assertThat(stored).isEmpty();
        assertThat(post("gateway-1", agent.seal()).status).isEqualTo(200);
    }

    private static BatchHeader with(BatchHeader header, BatchPosition position, Hash eventRoot) {
        return new BatchHeader(
                header.alg(),
                header.keyId(),
                header.agent(),
                position,
                eventRoot,
                header.condition(),
                header.previous(),
                header.heads());
    }

    @Test
    void aCertificateThatTheRegisterDoesNotKnowIsRefused() throws Exception {
        Answer answer = post("stranger", agent.heartbeat("pump-1").seal());
        assertThat(answer.status).isEqualTo(403);
        assertThat(answer.text()).contains("\"unknown_agent\"");
        assertThat(alerts).extracting(Alert::code).containsExactly(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void whoIsNotRegisteredIsNamedOnceAnHourAndNotedOnceAMinute() throws Exception {
        Instant first = now;
        for (int seconds : List.of(0, 59, 60, 119, 1_800, 3_540, 3_599, 3_600)) {
            now = first.plusSeconds(seconds);
            post("stranger", new byte[0]);
        }
        assertThat(alerts).extracting(Alert::agentId).containsExactly("stranger", "stranger");
        assertThat(alerts).extracting(Alert::tenantId).containsOnly("tenant-a");
        assertThat(sightings).extracting(AgentSighting::requests).containsExactly(1L, 3L, 5L, 6L, 8L);
        assertThat(sightings.get(4))
                .isEqualTo(new AgentSighting(
                        "tenant-a",
                        "hospital-1",
                        "stranger",
                        "collector-1",
                        EventTimes.micros(first),
                        EventTimes.micros(first.plusSeconds(3_600)),
                        8));
    }

    @Test
    void aDecommissionedAgentIsRefusedWithACodeOfItsOwnAndIsWelcomeAgainWhenTheRegisterSaysSo() throws Exception {
        byte[] frame = agent.heartbeat("pump-1").seal();
        registered(living(new RegisteredAgent.Life(List.of(), true, Optional.empty())));
        Answer refused = post("gateway-1", frame);
        post("gateway-1", frame);
        assertThat(refused.status).isEqualTo(403);
        assertThat(refused.text()).contains("\"agent_decommissioned\"");
        assertThat(alerts).extracting(Alert::code).containsExactly(ErrorCode.AGENT_DECOMMISSIONED);
        assertThat(alerts).extracting(Alert::agentId).containsExactly("gateway-1");
        registered(agent.registered());
        assertThat(post("gateway-1", frame).status).isEqualTo(200);
    }

    @Test
    void aFormerKeySignsUntilItsTimeIsOver() throws Exception {
        TrustedKey former = agent.registered().signingKey();
        KeyPair nextKeys = TestAgent.newKeys();
        Signer next = new PrivateKeySigner(nextKeys);
        TrustedKey nextKey = TrustedKey.of(nextKeys.getPublic(), KeyPurpose.AGENT_BATCH);
        RegisteredAgent known = agent.registered();
        registered(new RegisteredAgent(
                known.tenantId(),
                known.hospitalId(),
                known.agentId(),
                nextKey,
                known.sanUri(),
                new RegisteredAgent.Life(
                        List.of(new RegisteredAgent.FormerKey(former, now.plusSeconds(60))), false, Optional.empty())));
        assertThat(post("gateway-1", agent.heartbeat("pump-1").seal()).status).isEqualTo(200);
        assertThat(post("gateway-1", agent.heartbeat("pump-1").seal(next, Compression.ZSTD)).status)
                .isEqualTo(200);
        now = now.plusSeconds(60);
        refused(agent.heartbeat("pump-1").seal(), ErrorCode.KEY_EXPIRED);
    }

    @Test
    void whoAsksForTheHeadWithAKeyIsToldWhatABatchThatItSignsWouldGet() throws Exception {
        TrustedKey former = agent.registered().signingKey();
        TrustedKey next = TrustedKey.of(TestAgent.newKeys().getPublic(), KeyPurpose.AGENT_BATCH);
        assertHead(200, "", former.keyId().hex());
        assertHead(403, "signature_invalid", next.keyId().hex());
        assertHead(
                403,
                "signature_invalid",
                neighbour.registered().signingKey().keyId().hex());
        assertHead(400, "invalid_parameter", "mine");
        RegisteredAgent known = agent.registered();
        registered(new RegisteredAgent(
                known.tenantId(),
                known.hospitalId(),
                known.agentId(),
                next,
                known.sanUri(),
                new RegisteredAgent.Life(
                        List.of(new RegisteredAgent.FormerKey(former, now.plusSeconds(60))), false, Optional.empty())));
        assertHead(200, "", former.keyId().hex());
        assertHead(200, "", next.keyId().hex());
        now = now.plusSeconds(60);
        assertHead(403, "key_expired", former.keyId().hex());
        assertThat(alerts).as("asking is no offence").isEmpty();
        assertThat(meters.find("wardlog.ingest.refusals").counters())
                .as("and no refusal")
                .isEmpty();
    }

    private void assertHead(int status, String code, String keyId) throws Exception {
        Answer answer = get(send("gateway-1", HttpMethod.GET, "/v1/head?keyId=" + keyId, new byte[0]));
        assertThat(answer.status).isEqualTo(status);
        assertThat(answer.text()).contains(code.isEmpty() ? "WLH1" : "\"code\":\"" + code + "\"");
    }

    @Test
    void aTenantOverItsLimitIsToldWhenToComeAndTheOthersGoOn() throws Exception {
        assertThat(post("gateway-1", sealed(agent, 350)).status).isEqualTo(200);
        byte[] next = sealed(agent, 1);
        assertPutOff("3", post("gateway-1", next));
        assertThat(get(send("gateway-1", HttpMethod.GET, "/v1/head", new byte[0])).status)
                .isEqualTo(200);
        assertThat(post("gateway-2", neighbour.heartbeat("bed-1").seal()).status)
                .as("another tenant")
                .isEqualTo(200);
        assertThat(stored).hasSize(2);
        assertThat(alerts).as("to come later is no finding").isEmpty();
        assertThat(putOff("tenant-a", "tenant")).isEqualTo(1);
        now = now.plusSeconds(3);
        assertThat(post("gateway-1", next).status).isEqualTo(200);
    }

    @Test
    void anAgentOverItsLimitIsToldWhenToComeAndTheOthersOfItsTenantGoOn() throws Exception {
        assertThat(post("gateway-2", sealed(neighbour, 340)).status).isEqualTo(200);
        byte[] next = sealed(neighbour, 1);
        assertPutOff("2", post("gateway-2", next));
        assertThat(post("gateway-3", sealed(sibling, 100)).status)
                .as("another agent of the tenant")
                .isEqualTo(200);
        now = now.plusSeconds(1);
        assertPutOff("1", post("gateway-2", next));
        assertThat(stored).hasSize(2);
        assertThat(putOff("tenant-b", "agent")).isEqualTo(2);
        now = now.plusSeconds(1);
        assertThat(post("gateway-2", next).status).isEqualTo(200);
    }

    @Test
    void aTenantWithoutALimitOfItsOwnHasTheOneOfAllForItsAgentsTogether() throws Exception {
        assertThat(post("gateway-2", sealed(neighbour, 300)).status).isEqualTo(200);
        assertThat(post("gateway-3", sealed(sibling, 290)).status).isEqualTo(200);
        assertPutOff("4", post("gateway-2", sealed(neighbour, 1)));
        byte[] next = sealed(sibling, 1);
        assertPutOff("4", post("gateway-3", next));
        assertThat(putOff("tenant-b", "tenant")).isEqualTo(2);
        assertThat(post("gateway-1", sealed(agent, 1)).status)
                .as("another tenant")
                .isEqualTo(200);
        now = now.plusSeconds(4);
        assertThat(post("gateway-3", next).status).isEqualTo(200);
    }

    private static byte[] sealed(TestAgent by, int events) {
        for (int i = 0; i < events; i++) {
            by.heartbeat("pump-1");
        }
        return by.seal();
    }

    private static void assertPutOff(String seconds, Answer answer) {
        assertThat(answer.status).isEqualTo(429);
        assertThat(answer.retryAfter).isEqualTo(seconds);
        assertThat(answer.text()).contains("\"rate_limited\"");
    }

    private double putOff(String tenant, String scope) {
        return meters.counter("wardlog.ingest.tenant.put.off", "tenant", tenant, "scope", scope)
                .count();
    }

    @Test
    void aForeignOrMissingCertificateDoesNotGetThroughTheHandshake() throws Exception {
        Path elsewhere = directory.resolve("elsewhere");
        DevelopmentPki foreign = DevelopmentPki.create(elsewhere, validity);
        Path files =
                foreign.agent(new DevelopmentPki.AgentName("tenant-a", "hospital-1", "gateway-1"), List.of(), validity);
        HttpClient client = client(Optional.of(files));
        assertThatThrownBy(() -> get(send(client, HttpMethod.GET, "/v1/head", new byte[0])));
        assertThatThrownBy(() -> get(send(client(Optional.empty()), HttpMethod.GET, "/v1/head", new byte[0])));
    }

    @Test
    void theHeadIsSignedAndTheAgentsOwn() throws Exception {
        Answer answer = get(send("gateway-1", HttpMethod.GET, "/v1/head", new byte[0]));
        SignedAnswer signed =
                ((SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.HEAD, answer.body)).answer();
        SignedHead head = ((SignedHead.Reading.Value) SignedHead.read(signed.body())).head();
        assertThat(signed.isSignedBy(head.issuer(), collectors)).isTrue();
        assertThat(head.confirmed().orElseThrow().batch()).isEqualTo(confirmed);
        assertThat(head.agentId()).isEqualTo("gateway-1");
        Answer other = get(send("gateway-2", HttpMethod.GET, "/v1/head", new byte[0]));
        SignedAnswer empty =
                ((SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.HEAD, other.body)).answer();
        assertThat(((SignedHead.Reading.Value) SignedHead.read(empty.body()))
                        .head()
                        .confirmed())
                .isEmpty();
    }

    @Test
    void anAgentIsGivenTheBundleOfItsTenantAndOnlyWhenItHasAnother() throws Exception {
        assertThat(get(send("gateway-1", HttpMethod.GET, "/v1/registry", new byte[0])).status)
                .isEqualTo(404);
        assertThat(alerts).as("asking is no offence").isEmpty();
        assertThat(meters.find("wardlog.ingest.refusals").counters())
                .as("and no refusal")
                .isEmpty();
        SignedBundle bundle = SignedBundle.sign(
                new RegistryBundle(
                        "Ed25519",
                        KeyId.of(agent.keys().getPublic()),
                        "tenant-a",
                        3,
                        "2026-11-23T08:00:00.000000Z",
                        List.of()),
                new PrivateKeySigner(agent.keys()));
        bundles.put("tenant-a", bundle);

        Answer given = get(send("gateway-1", HttpMethod.GET, "/v1/registry", new byte[0]));
        assertThat(given.status).isEqualTo(200);
        assertThat(given.contentType).isEqualTo("application/vnd.wardlog.registry");
        assertThat(given.body).isEqualTo(bundle.encode());
        String tag = '"' + Sha256.of(given.body).hex() + '"';
        assertThat(ask("gateway-1", tag).status).isEqualTo(304);
        assertThat(ask("gateway-1", "\"0000\", " + tag).status).isEqualTo(304);
        assertThat(ask("gateway-1", "\"0000\"").body).isEqualTo(bundle.encode());
        assertThat(ask("gateway-2", tag).status).as("another tenant's agent").isEqualTo(404);
        assertThat(get(send("gateway-1", HttpMethod.PUT, "/v1/registry", new byte[0])).status)
                .isEqualTo(405);
    }

    private Answer ask(String certificate, String ifNoneMatch) throws Exception {
        HttpClient client = client(Optional.of(directory.resolve("agents").resolve(certificate)));
        return get(send(client, HttpMethod.GET, "/v1/registry", new byte[0], Map.of("if-none-match", ifNoneMatch)));
    }

    @Test
    void noHeadIsSignedBeforeCustodysWordIsKnown() throws Exception {
        headsAreKnown = false;
        Answer unknown = get(send("gateway-1", HttpMethod.GET, "/v1/head", new byte[0]));
        assertThat(unknown.status).isEqualTo(503);
        assertThat(unknown.retryAfter).isEqualTo("1");
        assertThat(unknown.text()).contains("\"unavailable\"");
        assertThat(post("gateway-1", agent.heartbeat("pump-1").seal()).status)
                .as("batches are taken all the same")
                .isEqualTo(200);
    }

    @Test
    void otherPathsAndMethodsAreProblemDocuments() throws Exception {
        assertThat(get(send("gateway-1", HttpMethod.GET, "/v1/else", new byte[0])).status)
                .isEqualTo(404);
        assertThat(get(send("gateway-1", HttpMethod.GET, "/v1/batches", new byte[0])).status)
                .isEqualTo(405);
        assertThat(get(send("gateway-1", HttpMethod.PUT, "/v1/head", new byte[0])).status)
                .isEqualTo(405);
    }

    private void refused(byte[] frame, ErrorCode... anyOf) throws Exception {
        Answer answer = post("gateway-1", frame);
        assertThat(answer.contentType).isEqualTo("application/problem+json");
        assertThat(anyOf).anySatisfy(code -> {
            assertThat(answer.status).isEqualTo(code.httpStatus());
            assertThat(answer.text()).contains("\"code\":\"" + code.code() + "\"");
            assertThat(alerts).extracting(Alert::code).contains(code);
            assertThat(meters.counter("wardlog.ingest.refusals", "code", code.code())
                            .count())
                    .isPositive();
        });
    }

    /** The frame with a body of compressed zeros that claims to be {@code claimed} bytes long. */
    private static byte[] bomb(byte[] sound, int claimed) {
        ByteBuffer in = ByteBuffer.wrap(sound);
        int headerEnd = 8 + in.getInt(4);
        int signatureEnd = headerEnd + 2 + in.getShort(headerEnd);
        byte[] zeros = com.github.luben.zstd.Zstd.compress(new byte[64 << 20]);
        ByteBuffer out = ByteBuffer.allocate(signatureEnd + 1 + 4 + 4 + zeros.length + 4);
        out.put(sound, 0, signatureEnd)
                .put((byte) 1)
                .putInt(claimed)
                .putInt(zeros.length)
                .put(zeros);
        return withCrc(out.array());
    }

    private static byte[] withCrc(byte[] frame) {
        CRC32C crc = new CRC32C();
        crc.update(frame, 0, frame.length - 4);
        ByteBuffer.wrap(frame).putInt(frame.length - 4, (int) crc.getValue());
        return frame;
    }

    /** What came back. */
    private record Answer(int status, HttpVersion version, String contentType, String retryAfter, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private Answer post(String certificate, byte[] frame) throws Exception {
        return get(send(certificate, HttpMethod.POST, "/v1/batches", frame));
    }

    private Future<Answer> send(String certificate, HttpMethod method, String path, byte[] body) {
        return send(client(Optional.of(directory.resolve("agents").resolve(certificate))), method, path, body);
    }

    private Future<Answer> send(HttpClient client, HttpMethod method, String path, byte[] body) {
        return send(client, method, path, body, Map.of());
    }

    private Future<Answer> send(
            HttpClient client, HttpMethod method, String path, byte[] body, Map<String, String> headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setHost("localhost")
                .setPort(role.port())
                .setURI(path)
                .putHeader("content-type", BatchFrame.MEDIA_TYPE);
        headers.forEach(options::putHeader);
        return client.request(options)
                // Asked for in the same turn of the event loop, or a body that comes at once has nobody to go to
                .compose(request -> request.send(Buffer.buffer(body))
                        .compose(response -> response.body()
                                .map(bytes -> new Answer(
                                        response.statusCode(),
                                        response.version(),
                                        response.getHeader("content-type"),
                                        response.getHeader("retry-after"),
                                        bytes.getBytes()))));
    }

    private HttpClient client(Optional<Path> files) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setSsl(true)
                .setUseAlpn(true)
                .setVerifyHost(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(pki.caFile().toString()));
        files.ifPresent(own -> options.setKeyCertOptions(new PemKeyCertOptions()
                .addCertPath(own.resolve("tls.pem").toString())
                .addKeyPath(own.resolve("tls.key").toString())));
        HttpClient client = vertx.createHttpClient(options);
        clients.add(client);
        return client;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private interface Pause {
        void run() throws InterruptedException;
    }

    private final class WatchedSigner implements Signer {
        private final Signer signer;

        WatchedSigner(Signer signer) {
            this.signer = signer;
        }

        @Override
        public SignatureAlgorithm algorithm() {
            return signer.algorithm();
        }

        @Override
        public KeyId keyId() {
            return signer.keyId();
        }

        @Override
        public byte[] sign(byte[] message) {
            try {
                whileSigning.run();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return signer.sign(message);
        }
    }

    private final class FakeConfirmations implements Confirmations {
        @Override
        public boolean areKnown() {
            return headsAreKnown;
        }

        @Override
        public Optional<ConfirmedHead> of(String agentKey) {
            return Optional.of(new ConfirmedHead(confirmed, ConfirmedHead.Status.OK))
                    .filter(head -> agentKey.equals(agent.key()));
        }
    }
}

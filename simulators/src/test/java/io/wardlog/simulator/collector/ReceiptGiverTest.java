package io.wardlog.simulator.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.wardlog.batch.AgentCondition;
import io.wardlog.batch.AgentEpoch;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchHeader;
import io.wardlog.batch.BatchItem;
import io.wardlog.batch.BatchPosition;
import io.wardlog.batch.Compression;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.batch.SignedHead;
import io.wardlog.event.EventTimes;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Sha256;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.Signer;
import io.wardlog.keys.TrustedKey;
import io.wardlog.merkle.MerkleTree;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent needs of a collector, over the wire: a receipt that it believes, and custody's word. */
class ReceiptGiverTest {
    private static final String TENANT = "t-1";
    private static final String AGENT = "agent-1";
    private static final byte[] EVENT = "{\"an\":\"event\"}".getBytes(StandardCharsets.UTF_8);

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path directory;

    private ReceiptGiver giver;
    private HttpClient client;
    private Signer agent;
    private KeyRing collectorKeys;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Validity validity = Validity.starting(Instant.now(), Duration.ofDays(2));
        DevelopmentPki pki = DevelopmentPki.create(directory, validity);
        Path own = pki.agent(new DevelopmentPki.AgentName(TENANT, "h-1", AGENT), List.of(), validity);
        Path collector = pki.collector(List.of(), validity);
        agent = PemKeys.readSigner(own.resolve("signing.key"), own.resolve("signing.pub.pem"));
        collectorKeys = new KeyRing(List.of(
                TrustedKey.of(PemKeys.readPublic(collector.resolve("receipt.pub.pem")), KeyPurpose.COLLECTOR_RECEIPT)));
        giver = new ReceiptGiver(new ReceiptGiver.Setting("127.0.0.1", 0, collector, pki.caFile(), TENANT, AGENT));
        port = giver.listen();
        HttpClientOptions options = new HttpClientOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setVerifyHost(false)
                .setTrustOptions(new PemTrustOptions().addCertPath(pki.caFile().toString()));
        client = vertx.createHttpClient(options.setKeyCertOptions(new PemKeyCertOptions()
                .addCertPath(own.resolve("tls.pem").toString())
                .addKeyPath(own.resolve("tls.key").toString())));
    }

    @AfterEach
    void close() throws Exception {
        giver.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private record Said(int status, byte[] body) {}

    private Said ask(HttpMethod method, String path, byte[] body) throws Exception {
        return client.request(method, port, "127.0.0.1", path)
                .compose(request -> request.send(Buffer.buffer(body)))
                .compose(ReceiptGiverTest::said)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private static io.vertx.core.Future<Said> said(HttpClientResponse response) {
        return response.body().map(body -> new Said(response.statusCode(), body.getBytes()));
    }

    private BatchHeader header() {
        AgentEpoch epoch =
                new AgentEpoch(TENANT, "h-1", AGENT, UuidV7.next(Instant.now(), ThreadLocalRandom.current()::nextLong));
        BatchPosition first = BatchPosition.first(epoch, 0);
        return new BatchHeader(
                agent.algorithm().alg(),
                agent.keyId(),
                epoch,
                new BatchPosition(first.batchSequence(), first.prevBatchHash(), first.firstIndex(), 1),
                MerkleTree.rootOfHashes(List.of(Sha256.of(EVENT))),
                new AgentCondition(
                        EventTimes.micros(Instant.now()),
                        "boot",
                        1,
                        new AgentCondition.Clock("ntp", Optional.empty(), Optional.empty()),
                        new AgentCondition.Backlog(0, 0, 1)),
                Optional.empty(),
                Optional.empty());
    }

    private byte[] frame(BatchHeader header) {
        return new BatchFrame(header.canonical(), header.sign(agent), List.of(new BatchItem(EVENT, new byte[0])))
                .encode(Compression.ZSTD);
    }

    @Test
    void aBatchGetsAReceiptThatItsAgentBelieves() throws Exception {
        BatchHeader header = header();
        Said said = ask(HttpMethod.POST, "/v1/batches", frame(header));
        assertThat(said.status()).isEqualTo(200);
        SignedAnswer answer =
                ((SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, said.body())).answer();
        Receipt receipt = ((Receipt.Reading.Value) Receipt.read(answer.body())).receipt();
        assertThat(answer.isSignedBy(receipt.issuer(), collectorKeys)).isTrue();
        assertThat(receipt.batch()).isEqualTo(header.link());
        assertThat(receipt.confirmed().orElseThrow().batch()).isEqualTo(header.link());
        assertThat(giver.counts()).isEqualTo(new ReceiptGiver.Counts(1, 1, EVENT.length + 8));
    }

    @Test
    void custodysWordIsTheLastBatch() throws Exception {
        assertThat(head().confirmed()).isEmpty();
        BatchHeader header = header();
        ask(HttpMethod.POST, "/v1/batches", frame(header));
        assertThat(head().confirmed().orElseThrow().batch()).isEqualTo(header.link());
    }

    private SignedHead head() throws Exception {
        Said said = ask(HttpMethod.GET, "/v1/head", new byte[0]);
        SignedAnswer answer =
                ((SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.HEAD, said.body())).answer();
        return ((SignedHead.Reading.Value) SignedHead.read(answer.body())).head();
    }

    @Test
    void whatIsNoFrameIsRefusedAndNotCounted() throws Exception {
        byte[] frame = frame(header());
        assertThat(ask(HttpMethod.POST, "/v1/batches", "nonsense".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(422);
        for (int length = 0; length < 60; length++) {
            assertThat(FrameHead.read(java.util.Arrays.copyOf(frame, length))).isEmpty();
        }
        assertThat(ask(HttpMethod.GET, "/v1/registry", new byte[0]).status()).isEqualTo(404);
        assertThat(giver.counts().batches()).isZero();
    }

    @Test
    void aPortThatIsTakenIsSaid() throws Exception {
        Path collector = directory.resolve("collector");
        try (ReceiptGiver second = new ReceiptGiver(
                new ReceiptGiver.Setting("127.0.0.1", port, collector, directory.resolve("ca.pem"), TENANT, AGENT))) {
            assertThatThrownBy(second::listen).hasMessageContaining("cannot listen at 127.0.0.1:" + port);
        }
    }
}

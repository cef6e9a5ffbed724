package io.wardlog.collector.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.vertx.core.Vertx;
import io.wardlog.batch.BatchLink;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.chain.EventHash;
import io.wardlog.collector.avro.TenantSubjects;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.collector.query.AgentEntry;
import io.wardlog.collector.query.ApiConfig;
import io.wardlog.collector.query.Cursor;
import io.wardlog.collector.query.DeviceSummary;
import io.wardlog.collector.query.EventFilter;
import io.wardlog.collector.query.EventSearch;
import io.wardlog.collector.query.FoundEvent;
import io.wardlog.collector.query.Order;
import io.wardlog.collector.query.Page;
import io.wardlog.collector.register.AgentName;
import io.wardlog.collector.topic.AgentStanding;
import io.wardlog.config.HostPort;
import io.wardlog.hash.Hash;
import io.wardlog.verify.ExportVerifier;
import io.wardlog.verify.Verdict;
import io.wardlog.verify.VerificationReport;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {

    private static final AgentStanding GATEWAY = new AgentStanding(
            "north",
            "st-mary",
            "gw-1",
            EventFixtures.EPOCH,
            Optional.of(new BatchLink(EventFixtures.EPOCH, 4, EventFixtures.BATCH)),
            ConfirmedHead.Status.GAP,
            List.of(new AgentStanding.Gap(5, 7, Optional.of("2026-11-23T04:59:00.000000Z"))),
            false,
            "2026-11-23T05:00:00.000000Z",
            "2026-11-23T05:00:01.000000Z");
    private static final List<AgentEntry> AGENTS = List.of(
            new AgentEntry(
                    new AgentName("north", "st-mary", "gw-1"),
                    AgentEntry.State.ACTIVE,
                    Optional.of(GATEWAY),
                    Optional.empty(),
                    Optional.empty()),
            new AgentEntry(
                    new AgentName("north", "st-mary", "gw-2"),
                    AgentEntry.State.NEVER_SEEN,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<byte[]> EVENTS = new EventFixtures("pump-1").next(5);

    private final Vertx vertx = Vertx.vertx();
    private final FakeSearch search = new FakeSearch();
    private final HttpClient http = HttpClient.newHttpClient();
    private ApiRole api;

    @BeforeEach
    void start() throws Exception {
        api = role();
        api.start();
    }

    @AfterEach
    void stop() throws Exception {
        api.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    /** The server would answer in the version that the request names, with whatever stands in it. */
    @ParameterizedTest
    @ValueSource(strings = {"HTTP\0\0/1.1", "XYZ/3.1", "HTTP/2.0"})
    void whatNamesAnotherVersionIsRefusedInOurs(String version) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            String request = "GET /v1/agents " + version + "\r\nHost: x\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            assertThat(answer.readLine()).isEqualTo("HTTP/1.1 400 Bad Request");
        }
    }

    /** Behind a proxy that reads the body's end elsewhere, the second request would be somebody else's. */
    @ParameterizedTest
    @ValueSource(strings = {"gzip", "chunked, gzip", "chunked\r\nContent-Length: 0"})
    void aBodyWhoseLengthIsNotSureIsRefusedAndNothingBehindItIsARequest(String coding) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.setSoTimeout(20_000);
            String head = " HTTP/1.1\r\nHost: localhost\r\n";
            String bytes = "GET /v1/agents" + head + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\nGET /v1/events"
                    + head + "\r\n";
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .containsOnlyOnce("HTTP/1.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.1.2.3", "::"})
    void refusesEveryAddressThatOthersReach(String host) {
        assertThatThrownBy(() -> new ApiConfig(new HostPort(host, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loopback");
    }

    @Test
    void refusesAForeignHostName() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.getOutputStream()
                    .write("GET /v1/events HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(in.readLine()).contains("403");
        }
    }

    @Test
    void theSchemaRegistryIsBehindTheSameGuard() throws Exception {
        assertThat(get("/subjects", 200)).contains("\"io.wardlog.event.infusion.started.Event\"");
        try (Socket socket = new Socket("127.0.0.1", api.port())) {
            socket.getOutputStream()
                    .write("GET /subjects HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(in.readLine()).contains("403");
        }
    }

    @Test
    void eventsAreTheStoredBytes() throws Exception {
        String body = get("/v1/events", 200);
        assertThat(body).contains("{\"event\":" + new String(EVENTS.get(0), StandardCharsets.UTF_8) + ",\"hash\":\"");
        assertThat(search.filter.withQuarantined()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/events?unknown=1",
                "/v1/events?limit=1&limit=2",
                "/v1/events?limit=0",
                "/v1/events?limit=1001",
                "/v1/events?limit=x",
                "/v1/events?tenantId=NORTH",
                "/v1/events?tenantId=",
                "/v1/events?eventId=7",
                "/v1/events?criticality=high",
                "/v1/events?from=yesterday",
                "/v1/events?to=2026-11-23",
                "/v1/events?quarantined=yes",
                "/v1/events?cursor=abc",
                "/v1/events?cursor=%7B",
                "/v1/events/ABC",
                "/v1/devices?deviceId=pump-1",
                "/v1/devices/pump%2F1/timeline",
                "/v1/devices/pump-1/timeline?deviceId=pump-2",
                "/v1/agents?limit=2",
                "/v1/export?eventType=alarm.raised",
                "/v1/export?limit=5"
            })
    void refusesWhatItDoesNotKnow(String path) throws Exception {
        assertProblem(path, 400, "invalid_parameter");
    }

    @Test
    void answersWithProblems() throws Exception {
        assertProblem("/v1/nothing", 404, "not_found");
        assertProblem("/v1/events/" + "0".repeat(64), 404, "not_found");
        search.fails = true;
        assertProblem("/v1/events", 503, "unavailable");
        assertProblem("/v1/export", 503, "unavailable");
        HttpResponse<String> post = http.send(
                HttpRequest.newBuilder(uri("/v1/events"))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).contains("GET");
    }

    @Test
    void cursorsLeadOnAndOnlyForTheSameQuestion() throws Exception {
        JsonNode page = MAPPER.readTree(get("/v1/events?limit=2", 200));
        String next = page.path("next").asText();
        get("/v1/events?limit=2&cursor=" + next, 200);
        assertThat(search.cursor.orElseThrow().after()).isEqualTo(MAPPER.readTree("[\"k\",\"h\"]"));
        assertProblem("/v1/devices/pump-1/timeline?cursor=" + next, 400, "invalid_parameter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[\"k\"]",
                "[\"k\",1,\"c\",\"h\"]",
                "[\"k\",\"c\",\"1\",\"h\"]",
                "[\"k\",\"c\",1,\"h\",\"more\"]",
                "[\"k\",\"c\",1,{\"h\":1}]",
                "{\"k\":\"c\"}"
            })
    void aCursorThatNoAnswerEndedWithIsRefusedHere(String after) throws Exception {
        String cursor = new Cursor(MAPPER.readTree(after)).write(Order.TIMELINE.name());
        assertProblem("/v1/devices/pump-1/timeline?cursor=" + cursor, 400, "invalid_parameter");
        String devices = new Cursor(MAPPER.readTree(after)).write("devices");
        assertProblem("/v1/devices?cursor=" + devices, 400, "invalid_parameter");
    }

    @Test
    void aCursorOfEachQuestionIsTaken() throws Exception {
        String event = new Cursor(MAPPER.readTree("[\"k\",\"c\",1,\"h\"]")).write(Order.TIMELINE.name());
        get("/v1/devices/pump-1/timeline?cursor=" + event, 200);
        String device = new Cursor(MAPPER.readTree("{\"tenantId\":\"n\",\"hospitalId\":\"h\",\"deviceId\":\"d\"}"))
                .write("devices");
        get("/v1/devices?cursor=" + device, 200);
    }

    @Test
    void anAgentsGapsAreShown() throws Exception {
        JsonNode agents = MAPPER.readTree(get("/v1/agents?tenantId=north", 200)).path("agents");
        assertThat(agents).hasSize(2);
        assertThat(agents.get(1).path("state").asText()).isEqualTo("never_seen");
        JsonNode agent = agents.get(0);
        assertThat(agent.path("state").asText()).isEqualTo("active");
        assertThat(agent.path("batchSequence").asLong()).isEqualTo(4);
        assertThat(agent.path("status").asText()).isEqualTo("gap");
        assertThat(agent.path("gaps"))
                .isEqualTo(MAPPER.readTree("[{\"first\":5,\"last\":7,\"since\":\"2026-11-23T04:59:00.000000Z\"}]"));
        assertThat(agent.path("silentForMs").asLong()).isPositive();
        assertThat(get("/v1/agents?tenantId=south", 200)).isEqualTo("{\"agents\":[]}");
    }

    @Test
    void anExportIsEveryLineInItsExactForm() throws Exception {
        List<String> lines = get("/v1/export?tenantId=north", 200).lines().toList();
        assertThat(lines).hasSize(EVENTS.size());
        for (int i = 0; i < lines.size(); i++) {
            String event = new String(EVENTS.get(i), StandardCharsets.UTF_8);
            String mark = i == 3 ? ",\"quarantine\":{\"code\":\"schema_violation\"}" : "";
            assertThat(lines.get(i))
                    .isEqualTo("{\"event\":" + event + ",\"hash\":\""
                            + EventHash.of(EVENTS.get(i)).hex() + "\"" + mark + "}");
        }
        assertThat(search.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSealedEventIsALineThatTheVerifierReads() throws Exception {
        Hash hash = EventHash.of(EVENTS.get(2));
        byte[] sealed = EventFixtures.sealed(hash, "phi_in_clear");
        search.found.set(
                2, new FoundEvent(sealed, true, hash.hex(), EventFixtures.BATCH.hex(), 2, Optional.of("phi_in_clear")));
        String export = get("/v1/export", 200);
        String block = MAPPER.readTree(sealed).path("sealedEvent").textValue();
        assertThat(export.lines().toList().get(2))
                .isEqualTo("{\"sealedEvent\":\"" + block + "\",\"hash\":\"" + hash.hex()
                        + "\",\"quarantine\":{\"code\":\"phi_in_clear\"}}");
        ExportVerifier verifier = new ExportVerifier("api");
        verifier.read(new ByteArrayInputStream(export.getBytes(StandardCharsets.UTF_8)));
        VerificationReport report = verifier.report();
        assertThat(report.counts()).isEqualTo(Map.of(Verdict.QUARANTINED, 2L));
        assertThat(report.events()).isEqualTo(EVENTS.size());
    }

    @Test
    void anExportThatFailsInTheMiddleDoesNotEnd() {
        search.scanFailsAfter = 2;
        assertThatThrownBy(() -> get("/v1/export", 200)).isInstanceOf(IOException.class);
    }

    @Test
    void theOpenApiDocumentDescribesEveryRouteAndParameter() throws Exception {
        JsonNode document = MAPPER.readTree(get("/v1/openapi.json", 200));
        assertThat(document.path("openapi").asText()).startsWith("3.1");
        TreeSet<String> paths = new TreeSet<>(Routes.PARAMETERS.keySet());
        SubjectRoutes.PATHS.forEach(path -> paths.addAll(List.of(path, SubjectRoutes.CONTEXT + path)));
        assertThat(names(document.path("paths"))).isEqualTo(paths);
        Routes.PARAMETERS.forEach((path, parameters) -> {
            TreeSet<String> described = new TreeSet<>();
            for (JsonNode parameter : document.path("paths").path(path).at("/get/parameters")) {
                String reference = parameter.path("$ref").asText();
                JsonNode resolved = reference.isEmpty() ? parameter : document.at(reference.substring(1));
                if (resolved.path("in").asText().equals("query")) {
                    described.add(resolved.path("name").asText());
                }
            }
            assertThat(described).as(path).isEqualTo(new TreeSet<>(parameters));
        });
        assertThat(get("/v1/openapi.yaml", 200)).startsWith("openapi: 3.1");
    }

    @Test
    void everyAnswerIsAsTheOpenApiDocumentSays() throws Exception {
        JsonNode document = MAPPER.readTree(get("/v1/openapi.json", 200));
        String hash = EventHash.of(EVENTS.get(0)).hex();
        assertAnswer(document, "/v1/events", "/v1/events?limit=2&quarantined=include");
        assertAnswer(document, "/v1/events/{hash}", "/v1/events/" + hash);
        assertAnswer(document, "/v1/devices", "/v1/devices");
        assertAnswer(document, "/v1/devices/{deviceId}/timeline", "/v1/devices/pump-1/timeline");
        assertAnswer(document, "/v1/agents", "/v1/agents");
        String subject = "io.wardlog.event.infusion.started.Event";
        String id = MAPPER.readTree(get("/subjects/" + subject + "/versions/1", 200))
                .path("id")
                .asText();
        for (String path : SubjectRoutes.PATHS) {
            String request =
                    path.replace("{subject}", subject).replace("{version}", "1").replace("{id}", id);
            assertAnswer(document, path, request);
            assertAnswer(document, SubjectRoutes.CONTEXT + path, "/contexts/.acme" + request);
        }
        assertMatches(document, "/components/schemas/Problem", get("/v1/events?x=1", 400));
    }

    private void assertAnswer(JsonNode document, String path, String request) throws Exception {
        JsonNode response = document.path("paths").path(path).at("/get/responses/200");
        String reference = response.path("$ref").asText();
        String pointer = reference.isEmpty()
                ? "/paths/" + path.replace("/", "~1") + "/get/responses/200"
                : reference.substring(1);
        String type = document.at(pointer + "/content").fieldNames().next().replace("/", "~1");
        assertMatches(document, pointer + "/content/" + type + "/schema", get(request, 200));
    }

    private static void assertMatches(JsonNode document, String pointer, String body) throws Exception {
        JsonNode schema = document.deepCopy();
        ((ObjectNode) schema).put("$ref", "#" + pointer);
        JsonSchema validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
        assertThat(validator.validate(MAPPER.readTree(body))).as(pointer).isEmpty();
    }

    private void assertProblem(String path, int status, String code) throws Exception {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(MAPPER.readTree(response.body()).path("code").asText()).isEqualTo(code);
    }

    private String get(String path, int status) throws Exception {
        HttpResponse<String> response = send(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return response.body();
    }

    private HttpResponse<String> send(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }

    private static Set<String> names(JsonNode object) {
        TreeSet<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private ApiRole role() {
        ApiRole.Backend backend = new ApiRole.Backend(
                search,
                () -> Optional.of(AGENTS),
                new TenantSubjects(tenant -> List.of()),
                InstantSource.system(),
                List.of());
        return new ApiRole(new ApiConfig(new HostPort("127.0.0.1", 0)), vertx, backend);
    }

    private static final class FakeSearch implements EventSearch {

        private final List<FoundEvent> found = new ArrayList<>();
        private volatile EventFilter filter;
        private volatile Optional<Cursor> cursor = Optional.empty();
        private volatile boolean fails;
        private volatile int scanFailsAfter = Integer.MAX_VALUE;
        private final CountDownLatch closed = new CountDownLatch(1);

        FakeSearch() {
            for (int i = 0; i < EVENTS.size(); i++) {
                Optional<String> quarantine = i == 3 ? Optional.of("schema_violation") : Optional.empty();
                String hash = EventHash.of(EVENTS.get(i)).hex();
                found.add(new FoundEvent(EVENTS.get(i), false, hash, EventFixtures.BATCH.hex(), i, quarantine));
            }
        }

        @Override
        public Page<FoundEvent> find(EventFilter asked, Order order, int limit, Optional<Cursor> from)
                throws IOException {
            failIfTold();
            filter = asked;
            cursor = from;
            List<FoundEvent> items = found.subList(0, Math.min(limit, found.size()));
            JsonNode after = JsonNodeFactory.instance.arrayNode().add("k").add("h");
            return new Page<>(items, items.size() == limit ? Optional.of(new Cursor(after)) : Optional.empty());
        }

        @Override
        public Optional<FoundEvent> byHash(Hash hash) {
            return found.stream()
                    .filter(event -> event.hash().equals(hash.hex()))
                    .findFirst();
        }

        @Override
        public Page<DeviceSummary> devices(Map<String, String> terms, int limit, Optional<Cursor> from) {
            DeviceSummary pump = new DeviceSummary(
                    "north", "st-mary", "pump-1", "infusion_pump", 5, "2026-11-23T05:00:00Z", "2026-11-23T05:00:00Z");
            return new Page<>(List.of(pump), Optional.empty());
        }

        @Override
        public Scan export(Map<String, String> terms) throws IOException {
            failIfTold();
            return new Scan() {
                private int position;

                @Override
                public List<FoundEvent> next() throws IOException {
                    if (position >= scanFailsAfter) {
                        throw new IOException("injected");
                    }
                    return position == found.size() ? List.of() : List.of(found.get(position++));
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }

        private void failIfTold() throws IOException {
            if (fails) {
                throw new IOException("injected");
            }
        }
    }
}

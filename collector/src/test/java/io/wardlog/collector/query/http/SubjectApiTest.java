package io.wardlog.collector.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.wardlog.collector.avro.Subjects;
import io.wardlog.collector.avro.TenantSubjects;
import io.wardlog.hash.Sha256;
import io.wardlog.schema.Compatibility;
import io.wardlog.schema.IndexEntry;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import io.wardlog.schema.SchemaStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registry as Confluent's own client sees it (version 7.5, as Flink ships it), and its answers one by one. */
@Timeout(60)
class SubjectApiTest {

    private static final String PUMP = "io.wardlog.event.infusion.started.Event";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private static final String DOCKED = "io.wardlog.event.x_acme.tablet_docked.Event";

    private final TenantSubjects source =
            new TenantSubjects(tenant -> tenant.equals("acme") ? List.of(docked()) : List.of());
    private final Subjects subjects = source.product();
    private String url;
    private SchemaRegistryClient client;

    @BeforeEach
    void start() throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(Guard::onlyThisMachine);
        router.route().handler(Guard::securityHeaders);
        new SubjectRoutes(source).mount(router);
        Guard.problems(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        url = "http://127.0.0.1:" + server.actualPort();
        client = new CachedSchemaRegistryClient(url, 100);
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void theClientListsAndFetchesEverySchema() throws Exception {
        List<String> names = new ArrayList<>(client.getAllSubjects());
        assertThat(names).containsExactlyElementsOf(subjects.names()).contains(PUMP);
        for (String name : names) {
            List<Integer> versions = client.getAllVersions(name);
            assertThat(versions)
                    .containsExactlyElementsOf(subjects.versions(name).keySet());
            SchemaMetadata latest = client.getLatestSchemaMetadata(name);
            Subjects.Version ours = subjects.versions(name).get(latest.getVersion());
            assertThat(latest.getId()).isEqualTo(ours.id());
            assertThat(latest.getSchema()).isEqualTo(ours.schema());
            assertThat(client.getSchemaMetadata(name, latest.getVersion()).getId())
                    .isEqualTo(ours.id());
            AvroSchema byId = (AvroSchema) client.getSchemaById(ours.id());
            assertThat(byId.rawSchema().getFullName()).isEqualTo(name);
            assertThat(new ArrayList<>(client.getAllSubjectsById(ours.id()))).containsExactly(name);
            assertThat(client.getCompatibility(name)).isEqualTo("BACKWARD");
        }
    }

    @Test
    void theClientIsToldWhatIsNotThere() {
        assertThatThrownBy(() -> client.getLatestSchemaMetadata("pump-value"))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(40401));
        assertThatThrownBy(() -> client.getSchemaMetadata(PUMP, 99))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(40402));
        assertThatThrownBy(() -> client.getSchemaById(1))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        e -> assertThat(e.getErrorCode()).isEqualTo(40403));
    }

    @Test
    void aTenantsOwnTypesAreInItsContextAndNowhereElse() throws Exception {
        try (SchemaRegistryClient acme = new CachedSchemaRegistryClient(url + "/contexts/.acme", 100);
                SchemaRegistryClient other = new CachedSchemaRegistryClient(url + "/contexts/.other", 100)) {
            assertThat(acme.getAllSubjects())
                    .contains(DOCKED, PUMP)
                    .hasSize(subjects.names().size() + 1);
            SchemaMetadata docked = acme.getLatestSchemaMetadata(DOCKED);
            assertThat(docked.getSchema()).contains("slot").contains("x_acme.tablet_docked:1");
            assertThat(acme.getSchemaById(docked.getId()).name()).isEqualTo(DOCKED);
            assertThat(acme.getCompatibility(DOCKED)).isEqualTo("FULL");

            for (SchemaRegistryClient elsewhere : List.of(client, other)) {
                assertThat(elsewhere.getAllSubjects()).containsExactlyElementsOf(subjects.names());
                assertThatThrownBy(() -> elsewhere.getLatestSchemaMetadata(DOCKED))
                        .isInstanceOfSatisfying(
                                RestClientException.class,
                                e -> assertThat(e.getErrorCode()).isEqualTo(40401));
                assertThatThrownBy(() -> elsewhere.getSchemaById(docked.getId()))
                        .isInstanceOf(RestClientException.class);
            }
        }
        assertThat(get("/contexts/acme/subjects").body())
                .as("a context begins with a dot")
                .doesNotContain("x_acme");
    }

    private static EventDocument docked() {
        IndexEntry entry =
                new IndexEntry("x_acme.tablet_docked", 1, SchemaStatus.ACTIVE, Compatibility.FULL, Sha256.of());
        try {
            return new EventDocument(entry, new ObjectMapper().readTree("""
                    {"title": "Docked", "type": "object", "properties": {
                      "slot": { "description": "Which slot", "type": "integer", "minimum": 1, "maximum": 10, "x-unit": "1" }},
                     "required": ["slot"], "additionalProperties": false}
                    """));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void theClientCannotWrite() throws Exception {
        assertThat(client.getMode()).isEqualTo("READONLY");
        AvroSchema mine = new AvroSchema("{\"type\":\"record\",\"name\":\"Mine\",\"fields\":[]}");
        assertThatThrownBy(() -> client.register("mine", mine)).satisfies(SubjectApiTest::isRefused);
        assertThatThrownBy(() -> client.deleteSubject(PUMP)).satisfies(SubjectApiTest::isRefused);
        assertThatThrownBy(() -> client.updateCompatibility(PUMP, "NONE")).satisfies(SubjectApiTest::isRefused);
        assertThatThrownBy(() -> client.setMode("READWRITE")).satisfies(SubjectApiTest::isRefused);
    }

    private static void isRefused(Throwable failure) {
        assertThat(failure).isInstanceOfSatisfying(RestClientException.class, refused -> {
            assertThat(refused.getStatus()).isEqualTo(405);
            assertThat(refused.getMessage()).contains("read-only");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/subjects/nobody/versions,404,40401",
        "/subjects/nobody/versions/latest,404,40401",
        "/subjects/nobody/versions/1/schema,404,40401",
        "/subjects/io.wardlog.event.infusion.started.Event/versions/2,404,40402",
        "/subjects/io.wardlog.event.infusion.started.Event/versions/0,422,42202",
        "/subjects/io.wardlog.event.infusion.started.Event/versions/2147483648,422,42202",
        "/subjects/io.wardlog.event.infusion.started.Event/versions/newest,422,42202",
        "/schemas/ids/0,404,40403",
        "/schemas/ids/99999999999,404,40403",
        "/schemas/ids/x/schema,404,40403",
        "/config/nobody,404,40401",
        "/subjects/nobody,404,404",
        "/schemas/no-such-path,404,404",
        "/contexts/.acme/subjects/nobody/versions,404,40401",
        "/contexts/.acme/no-such-path,404,404"
    })
    void errorsAreThoseOfTheRegistry(String path, int status, int code) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
        JsonNode body = new ObjectMapper().readTree(answer.body());
        assertThat(body.path("error_code").asInt()).isEqualTo(code);
        assertThat(body.path("message").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "/,{}",
        "/schemas/types,'[\"AVRO\"]'",
        "/mode,'{\"mode\":\"READONLY\"}'",
        "/subjects?subjectPrefix=nobody,[]"
    })
    void shortAnswers(String path, String body) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/vnd.schemaregistry.v1+json");
    }

    @Test
    void theSchemaAloneIsItsText() throws Exception {
        Subjects.Version version = subjects.versions(PUMP).get(1);
        assertThat(get("/subjects/" + PUMP + "/versions/-1/schema").body()).isEqualTo(version.schema());
        assertThat(get("/schemas/ids/" + version.id() + "/schema").body()).isEqualTo(version.schema());
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "DELETE", "PATCH"})
    void nothingCanBeWritten(String method) throws Exception {
        for (String path :
                List.of("/subjects/x/versions", "/subjects/" + PUMP, "/config", "/mode/x", "/schemas/ids/1")) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url + path))
                            .method(method, HttpRequest.BodyPublishers.ofString("{\"schema\":\"{}\"}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET");
            assertThat(answer.body()).contains("\"error_code\":405");
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
    }
}

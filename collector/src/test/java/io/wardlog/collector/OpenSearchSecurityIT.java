package io.wardlog.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.EventFixtures;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.Source;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.consume.Taken;
import io.wardlog.collector.index.IndexStage;
import io.wardlog.collector.index.opensearch.IndexKeeper;
import io.wardlog.collector.index.opensearch.OpenSearchIndex;
import io.wardlog.collector.opensearch.OpenSearch;
import io.wardlog.collector.opensearch.OpenSearchAccess;
import io.wardlog.collector.query.EventFilter;
import io.wardlog.collector.query.EventSearch;
import io.wardlog.collector.query.FoundEvent;
import io.wardlog.collector.query.opensearch.OpenSearchSearch;
import io.wardlog.collector.tls.ClientTls;
import io.wardlog.collector.topic.Topics;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import io.wardlog.servers.ForkedServer;
import io.wardlog.servers.FreePorts;
import io.wardlog.servers.OpenSearchTls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The roles index and api as users of OpenSearch's security plugin, one known by certificate, one by password, with the rights of {@code
 * opensearch-roles.yml} and no other. Tests build on one another.
 */
@EnabledIfSystemProperty(named = "wardlog.opensearch.security", matches = "true")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenSearchSecurityIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Source SOURCE = new Source(Topics.EVENTS, 0);
    private static final int EVENTS = 20;

    @TempDir
    static Path directory;

    private static ForkedServer server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        Validity validity = Validity.starting(Instant.now().minusSeconds(60), Duration.ofDays(1));
        DevelopmentPki pki = DevelopmentPki.create(directory.resolve("pki"), validity);
        Path own = pki.collector(List.of(), validity);
        pki.device("tenant-a", "wardlog-index", validity);
        pki.device("tenant-a", "wardlog-init", validity);
        pki.device("tenant-a", "wardlog-stranger", validity);
        port = FreePorts.next();
        server = ForkedServer.openSearch(
                directory.resolve("opensearch"),
                port,
                new OpenSearchTls(pki.caFile(), own.resolve("tls.pem"), own.resolve("tls.key"), configuration()));
        try (OpenSearch index = byCertificate("wardlog-index")) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (ask(index, "GET", "/_plugins/_security/authinfo").status() != 200) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    @Order(1)
    void theIndexPutsItsTemplateMakesIndicesAndAddsEventsOnce() throws Exception {
        try (OpenSearch openSearch = byCertificate("wardlog-index")) {
            IndexStage stage = stage(openSearch);
            assertThat(stage.take(List.of(events()))).isInstanceOf(Taken.All.class);
            assertThat(stage.take(List.of(events()))).as("again").isInstanceOf(Taken.All.class);
        }
    }

    @Test
    @Order(0)
    void initPutsTheTemplateAndLooks() throws Exception {
        try (OpenSearch init = byCertificate("wardlog-init")) {
            assertThat(new IndexKeeper(init).init(false).created()).hasSize(1);
            assertThat(new IndexKeeper(init).init(false).right()).containsExactly("index template wardlog-events");
            assertThat(ask(init, "DELETE", "/_index_template/wardlog-events").status())
                    .isEqualTo(403);
        }
        try (OpenSearch stranger = byCertificate("wardlog-stranger")) {
            assertThatThrownBy(() -> new IndexKeeper(stranger).init(false)).hasMessageContaining("HTTP 403");
        }
    }

    @Test
    @Order(2)
    void theApiFindsAndExportsThem() throws Exception {
        try (OpenSearch openSearch = byPassword("admin")) {
            EventSearch search = new OpenSearchSearch(openSearch);
            List<FoundEvent> exported = new ArrayList<>();
            try (EventSearch.Scan scan = search.export(Map.of())) {
                for (List<FoundEvent> next = scan.next(); !next.isEmpty(); next = scan.next()) {
                    exported.addAll(next);
                }
            }
            assertThat(exported).hasSize(EVENTS);
            assertThat(search.find(
                                    EventFilter.everything(Map.of()),
                                    io.wardlog.collector.query.Order.CHAIN,
                                    100,
                                    Optional.empty())
                            .items())
                    .hasSize(EVENTS);
            assertThat(search.devices(Map.of(), 10, Optional.empty()).items()).hasSize(1);
        }
    }

    @Test
    @Order(3)
    void neitherMayDoWhatTheOtherDoesNorAnythingElse() throws Exception {
        try (OpenSearch index = byCertificate("wardlog-index");
                OpenSearch api = byPassword("admin")) {
            assertThat(ask(index, "GET", "/wardlog-events/_search").status()).isEqualTo(403);
            assertThat(ask(index, "DELETE", "/wardlog-events-*").status()).isEqualTo(403);
            assertThat(ask(api, "DELETE", "/wardlog-events-*").status()).isEqualTo(403);
            assertThat(stage(api).take(List.of(events())))
                    .isInstanceOfSatisfying(
                            Taken.Busy.class, busy -> assertThat(busy.reason()).contains("HTTP 403"));
        }
    }

    @Test
    @Order(4)
    void aStrangerMayDoNothing() throws Exception {
        try (OpenSearch stranger = byCertificate("wardlog-stranger");
                OpenSearch wrong = byPassword("guessed")) {
            assertThat(ask(stranger, "GET", "/wardlog-events/_search").status()).isEqualTo(403);
            assertThat(ask(wrong, "GET", "/wardlog-events/_search").status()).isEqualTo(401);
            assertThatThrownBy(() -> new OpenSearchSearch(wrong).export(Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not know this user");
        }
    }

    private static IndexStage stage(OpenSearch openSearch) {
        return new IndexStage(new EventCheck(), new OpenSearchIndex(openSearch), (stored, role, code, detail) -> {
            throw new AssertionError(code + " " + detail);
        });
    }

    private static Slice events() {
        EventFixtures chain = new EventFixtures("pump-1");
        List<StoredRecord> records = new ArrayList<>();
        for (byte[] event : chain.next(EVENTS)) {
            records.add(EventFixtures.record(event, "pump-1", records.size(), Optional.empty()));
        }
        return new Slice(SOURCE, 0, EVENTS, records);
    }

    private static OpenSearch.Answer ask(OpenSearch client, String method, String path) throws IOException {
        return client.send(method, path, Map.of(), MissingNode.getInstance());
    }

    private static OpenSearch byCertificate(String name) throws IOException {
        Path files = directory.resolve("pki/devices").resolve(name);
        return client(
                new ClientTls(
                        directory.resolve("pki/ca.pem"),
                        Optional.of(files.resolve("tls.pem")),
                        Optional.of(files.resolve("tls.key"))),
                Optional.empty());
    }

    private static OpenSearch byPassword(String password) throws IOException {
        Path file = Files.writeString(Files.createTempFile(directory, "password", ""), password);
        return client(
                new ClientTls(directory.resolve("pki/ca.pem"), Optional.empty(), Optional.empty()),
                Optional.of(new OpenSearchAccess.Login("wardlog-api", file)));
    }

    private static OpenSearch client(ClientTls tls, Optional<OpenSearchAccess.Login> login) throws IOException {
        return new OpenSearch(new OpenSearchAccess(URI.create("https://localhost:" + port), Optional.of(tls), login));
    }

    /** Users by certificate, whose common name is the user, and by password; the roles are the product's own file. */
    private static Path configuration() throws IOException {
        Path security = Files.createDirectories(directory.resolve("security"));
        Files.copy(Path.of("src/main/config/opensearch-roles.yml"), security.resolve("roles.yml"));
        write(security, "config", """
                config:
                  dynamic:
                    http: {anonymous_auth_enabled: false}
                    authc:
                      certificate:
                        http_enabled: true
                        order: 1
                        http_authenticator: {type: clientcert, config: {username_attribute: cn}, challenge: false}
                        authentication_backend: {type: noop}
                      password:
                        http_enabled: true
                        order: 2
                        http_authenticator: {type: basic, challenge: true}
                        authentication_backend: {type: intern}
                """);
        // The hash is of the password "admin", as bcrypt writes it.
        write(security, "internalusers", """
                wardlog-api:
                  hash: "$2a$12$VcCDgh2NDk07JGN0rjGbM.Ad41qVR/YFJcgHp0UGns5JDymv..TOG"
                """);
        write(security, "rolesmapping", """
                wardlog_index: {users: [wardlog-index]}
                wardlog_api: {users: [wardlog-api]}
                wardlog_init: {users: [wardlog-init]}
                """);
        for (String empty : List.of("actiongroups", "tenants", "nodesdn", "whitelist", "allowlist")) {
            write(security, empty, "");
        }
        write(security, "audit", "config: {enabled: false}\n");
        return security;
    }

    private static final Map<String, String> FILES = Map.of(
            "internalusers", "internal_users",
            "rolesmapping", "roles_mapping",
            "actiongroups", "action_groups",
            "nodesdn", "nodes_dn");

    private static void write(Path security, String type, String content) throws IOException {
        Files.writeString(
                security.resolve(FILES.getOrDefault(type, type) + ".yml"),
                "_meta: {type: " + type + ", config_version: 2}\n" + content);
    }
}

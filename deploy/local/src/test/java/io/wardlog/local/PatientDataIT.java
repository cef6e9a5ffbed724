package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.BatchItem;
import io.wardlog.disclosure.SealContext;
import io.wardlog.disclosure.Unsealer;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.DeviceType;
import io.wardlog.keys.PemKeys;
import io.wardlog.schema.EventTypeRules;
import io.wardlog.schema.SchemaRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Patients' data that cannot be mistaken go in by every way, in messages that are taken, in messages that are refused and where a device might put
 * them by mistake; then everything that any process wrote or says is searched for them. Every event type that anybody may send is among them, from
 * each kind of identity that may. Only sealed blocks hold them, and these do not show it. The same for the identities' passwords.
 */
@ExtendWith(SharedStack.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PatientDataIT {
    private static final String MARKER = "Qz7ZorgblattVx4K";
    /** Came in the clear from an agent that is none of ours: may stand in the restricted topic of batches, and nowhere else. */
    private static final String IN_THE_CLEAR = "Wk9HabichtnuJ2xM";

    private static final String BATCHES = "wardlog.batches.v1";
    private static final String CALLERS_SPAN = "00f067aa0ba902b7";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Stack stack;
    private static DemoDevice device;
    private static MarkedMessages messages;
    private static MarkerSearch search;
    private static final List<String> ANSWERS = new ArrayList<>();
    /** The event types that were sent, by their sender's type. */
    private static final Map<String, Set<String>> SENT = new TreeMap<>();
    /** The event types that were sent, by the trace that they are a part of. */
    private static final Map<String, Set<String>> TRACED = new TreeMap<>();

    @BeforeAll
    static void send(Stack shared) throws Exception {
        Tools.need("mosquitto_pub", "mosquitto-clients");
        Tools.need("nc", "netcat-openbsd");
        Tools.need("curl", "curl");
        stack = shared;
        device = stack.devices.spares().get(2);
        messages = new MarkedMessages(device, MARKER);
        search = new MarkerSearch(markers());
        SENT.put(device.type(), messages.types());
        for (Message good : messages.good()) {
            for (Way way : List.of(Way.MQTT_5, Way.TCP, Way.HTTP)) {
                taken(way.send(stack.agentPorts(Stack.WARD), device, good));
            }
        }
        for (DemoDevice other : others()) {
            sendAsDevice(other);
        }
        sendAsApplication(HospitalApplication.IDENTITY);
        sendBadOnes();
        sendFile();
        ANSWERS.addAll(new Misplaced(stack.agentPorts(Stack.WARD), device, MARKER).send());
        ANSWERS.add(PaperAgent.of(stack).sendInTheClear(IN_THE_CLEAR));
        assertThat(ANSWERS.get(ANSWERS.size() - 1)).startsWith("HTTP/2 200");
        stack.awaitSettled();
        new KafkaTopic(stack.servers.bootstrapServers(), "wardlog.events.v1")
                .await(
                        1,
                        record -> new String(record.key(), StandardCharsets.UTF_8).startsWith(PaperAgent.TENANT + "/"));
        stack.awaitSettled();
    }

    /** A device of each type that a ward has beside the pump. */
    private static List<DemoDevice> others() {
        Map<String, DemoDevice> others = new TreeMap<>();
        stack.devices.seeds().get(Stack.WARD).forEach(each -> others.putIfAbsent(each.type(), each));
        others.remove(device.type());
        return List.copyOf(others.values());
    }

    private static Set<String> markers() {
        Set<String> markers = new TreeSet<>(Set.of(
                MARKER, IN_THE_CLEAR, MarkedMessages.BIRTH_DATE, MarkedMessages.CONTENT_SHA256, device.password()));
        others().forEach(other -> markers.add(other.password()));
        markers.add(HospitalApplication.IDENTITY.password());
        return markers;
    }

    /** All types over one connection, and who its patient is once more in a trace. */
    private static void sendAsDevice(DemoDevice other) throws Exception {
        MarkedMessages marked = new MarkedMessages(other, MARKER);
        SENT.put(other.type(), marked.types());
        taken(Way.TCP.send(stack.agentPorts(Stack.WARD), other, Message.lines(marked.good())));
        sendTraced(TracedWay.MQTT_5, other, marked.good("patient.associated"), Set.of("patient.associated"));
    }

    /** All types in one request, in a trace. */
    private static void sendAsApplication(DemoDevice application) throws Exception {
        MarkedMessages marked = new MarkedMessages(application, MARKER);
        SENT.put(application.type(), marked.types());
        sendTraced(TracedWay.HTTP, application, Message.array(marked.good()), marked.types());
    }

    private static void sendTraced(TracedWay way, DemoDevice sender, Message message, Set<String> types)
            throws Exception {
        String traceId = TracedWay.newTraceId();
        TRACED.put(traceId, types);
        taken(way.send(stack.agentPorts(Stack.WARD), sender, message, "00-" + traceId + "-" + CALLERS_SPAN + "-01"));
    }

    private static void taken(String answer) {
        assertThat(answer).doesNotContain("rejected").doesNotContain("failed");
        ANSWERS.add(answer);
    }

    private static void sendBadOnes() throws Exception {
        for (String bad : messages.bad()) {
            Message message = new Message(
                    device.id(), "", bad.contains("\"eventType\"") ? bad : bad + "\"eventType\":\"device.heartbeat\"");
            for (Way way : List.of(Way.TCP, Way.HTTP)) {
                ANSWERS.add(way.send(stack.agentPorts(Stack.WARD), device, new Message(device.id(), "", bad)));
            }
            for (Way way : List.of(Way.MQTT_5, Way.MQTT_3_1_1)) {
                ANSWERS.add(way.send(stack.agentPorts(Stack.WARD), device, message));
            }
        }
    }

    /** Nobody answers a file: its lines are counted. */
    private static void sendFile() throws Exception {
        List<String> lines = new ArrayList<>();
        List<Message> good = messages.good();
        good.forEach(message -> lines.add(message.text()));
        lines.addAll(messages.bad());
        FileVolume.of(stack).append(device, lines);
        stack.awaitMeter(Stack.WARD, "wardlog_agent_accepted_total{protocol=\"file\"}", good.size());
        stack.awaitMeter(Stack.WARD, "wardlog_agent_files_unread_bytes{device=\"" + device.id() + "\"}", 0);
    }

    /** What nothing is found of cannot be missing: the sealed blocks do hold it, for whoever has the tenant's key. */
    @Test
    @Order(1)
    void theyAreThereSealed() throws Exception {
        Path tenant = stack.layout.pki().resolve("tenants").resolve(DemoNames.TENANT);
        Unsealer unsealer = new Unsealer(
                PemKeys.readPublic(tenant.resolve("seal.pub.pem")), PemKeys.readPrivate(tenant.resolve("seal.key")));
        Map<String, Set<String>> types = new TreeMap<>();
        topic(BATCHES).forEach(record -> {
            for (BatchItem item : items(record)) {
                if (item.sealed().length > 0 && opened(unsealer, item).contains(MARKER)) {
                    types.computeIfAbsent(event(item).path("deviceType").asText(), type -> new TreeSet<>())
                            .add(event(item).path("eventType").asText());
                }
            }
        });
        Map<String, Set<String>> expected = new TreeMap<>(SENT);
        expected.put(DeviceType.GATEWAY.wireName(), Set.of("agent.message_rejected"));
        assertThat(types).isEqualTo(expected);
        assertThat(SchemaRegistry.builtIn().eventTypes())
                .as("the application may send every type that anybody may")
                .allMatch(type -> EventTypeRules.isPlatformType(type)
                        || SENT.get(HospitalApplication.IDENTITY.type()).contains(type));
    }

    @Test
    @Order(2)
    void noClientHearsThem() {
        ANSWERS.forEach(answer -> assertThat(search.in(answer)).as(answer).isEmpty());
    }

    /** Logs of all processes at their finest level, journal, snapshots, temporary files, Kafka's and OpenSearch's own files. */
    @Test
    @Order(2)
    void noFileHoldsThem() throws IOException {
        Set<Path> given = Set.of(
                stack.layout.pki(),
                stack.layout.spares(DemoNames.TENANTS.get(0)),
                stack.layout.seedDevices(Stack.WARD),
                FileVolume.of(stack).directory());
        List<String> found = new ArrayList<>();
        AtomicInteger searched = new AtomicInteger();
        Files.walkFileTree(stack.layout.directory(), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return given.contains(directory) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!given.contains(file) && Files.exists(file)) {
                    searched.incrementAndGet();
                    boolean batches = file.toString().contains("/" + BATCHES + "-");
                    search.in(bytes(file)).stream()
                            .filter(what -> !(batches && what.startsWith(IN_THE_CLEAR)))
                            .forEach(what -> found.add(
                                    what + " in " + stack.layout.directory().relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE; // the servers remove files of their own all the time
            }
        });
        assertThat(found).isEmpty();
        assertThat(searched.get()).isGreaterThan(50);
        assertThat(Files.readString(stack.agent(Stack.WARD).log()))
                .as("logs at their finest level")
                .contains("DEBUG AcceptPipeline message_rejected");
    }

    /** The file's bytes; none when it was removed since it was seen. */
    private static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException gone) {
            return new byte[0];
        }
    }

    @Test
    @Order(2)
    void noTopicHoldsThem() {
        Set<String> found = new TreeSet<>();
        Set<String> names = KafkaTopic.names(stack.servers.bootstrapServers());
        for (String name : names) {
            topic(name).forEach(record -> {
                for (byte[] bytes : parts(record)) {
                    search.in(bytes).forEach(what -> found.add(what + " in " + name));
                }
            });
        }
        assertThat(names).contains(BATCHES, "wardlog.events.v1", "wardlog.alerts.v1", "wardlog.deadletter.v1");
        assertThat(found).containsExactly(IN_THE_CLEAR + " (plain) in " + BATCHES);
    }

    private static List<byte[]> parts(ConsumerRecord<byte[], byte[]> record) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(record.key());
        parts.add(record.value());
        record.headers().forEach(header -> {
            parts.add(header.key().getBytes(StandardCharsets.UTF_8));
            parts.add(header.value());
        });
        if (record.topic().equals(BATCHES)) {
            items(record).forEach(item -> {
                parts.add(item.event());
                parts.add(item.sealed());
            });
        }
        return parts.stream().filter(bytes -> bytes != null).toList();
    }

    @Test
    @Order(2)
    void noColumnOfTheArchiveHoldsThem() throws Exception {
        Set<String> found = new TreeSet<>();
        long rows = 0;
        List<Path> files;
        try (Stream<Path> all = Files.walk(stack.layout.archive())) {
            files = all.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement query = duckdb.createStatement()) {
            for (Path file : files) {
                ResultSet row = query.executeQuery("select * from read_parquet('" + file + "')");
                while (row.next()) {
                    rows++;
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        String column = row.getMetaData().getColumnName(i);
                        search.in(bytes(row.getObject(i)))
                                .forEach(what -> found.add(what + " in " + column + " of " + file));
                    }
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(rows).isGreaterThan(50);
    }

    private static byte[] bytes(Object value) throws SQLException {
        return value instanceof Blob blob
                ? blob.getBytes(1, (int) blob.length())
                : String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Order(2)
    void noDocumentOfTheIndexHoldsThem() throws Exception {
        String address = stack.servers.openSearchUrl();
        String page = stack.probe.get(address + "/_all/_search?scroll=1m&size=2000&expand_wildcards=all");
        long documents = 0;
        while (JSON.readTree(page).path("hits").path("hits").size() > 0) {
            documents += JSON.readTree(page).path("hits").path("hits").size();
            assertThat(search.in(page)).isEmpty();
            page = stack.probe.get(address + "/_search/scroll?scroll=1m&scroll_id="
                    + JSON.readTree(page).path("_scroll_id").asText());
        }
        assertThat(documents).isGreaterThan(50);
        assertThat(search.in(stack.probe.get(address + "/_all/_mapping"))).isEmpty();
    }

    @Test
    @Order(2)
    void noAnswerAndNoMeterHoldsThem() throws Exception {
        String api = stack.addresses.api() + "/v1/";
        List<String> urls = new ArrayList<>(List.of(
                api + "events?limit=1000&deviceId=" + device.id(),
                api + "events?limit=1000&eventType=agent.message_rejected",
                api + "events?limit=1000&tenantId=" + PaperAgent.TENANT,
                api + "devices/" + device.id() + "/timeline?limit=1000",
                api + "events?limit=1000&deviceId=" + HospitalApplication.IDENTITY.id(),
                api + "devices/" + HospitalApplication.IDENTITY.id() + "/timeline?limit=1000",
                api + "devices",
                api + "agents"));
        for (String address : List.of(stack.addresses.agentStatus(Stack.WARD), stack.addresses.collectorStatus())) {
            urls.addAll(List.of(address + "/metrics", address + "/ready", address + "/health"));
        }
        for (String path : List.of("/", "/devices", "/status", "/status/devices")) {
            urls.add(stack.addresses.agentStatus(Stack.WARD) + path);
        }
        for (String url : urls) {
            String answer = stack.probe.get(url);
            assertThat(answer).as(url).isNotEmpty();
            assertThat(search.in(answer)).as(url).isEmpty();
        }
        for (String tenant : List.of(DemoNames.TENANT, PaperAgent.TENANT)) {
            Path export = stack.layout.directory().resolve("marked-" + tenant + ".ndjson");
            stack.probe.download(api + "export?tenantId=" + tenant, export);
            assertThat(export).isNotEmptyFile();
            assertThat(search.in(Files.readAllBytes(export)))
                    .as("the export of " + tenant)
                    .isEmpty();
        }
    }

    /**
     * Also where the sender asked to be traced. Each of its events left a span of the agent; of the collector there are some, for a batch tells it the
     * traces of its first events only.
     */
    @Test
    @Order(2)
    void noSpanHoldsThem() throws Exception {
        for (Map.Entry<String, Set<String>> traced : TRACED.entrySet()) {
            awaitSpans(traced.getKey(), "wardlog.accept", traced.getValue()::equals);
            awaitSpans(traced.getKey(), "wardlog.index", types -> !types.isEmpty());
        }
        Set<String> found = new TreeSet<>();
        stack.spans.requests().forEach(request -> found.addAll(search.in(request)));
        assertThat(found).isEmpty();
    }

    private static void awaitSpans(String traceId, String name, Predicate<Set<String>> types) throws Exception {
        assertThat(Probe.await(PATIENCE, () -> false, () -> types.test(typesOfSpans(traceId, name))))
                .as("%s of %s: %s", name, TRACED.get(traceId), typesOfSpans(traceId, name))
                .isTrue();
    }

    private static Set<String> typesOfSpans(String traceId, String name) {
        return stack.spans.of(traceId).stream()
                .filter(span -> span.name().equals(name))
                .map(span -> span.attributes().get("wardlog.event.type"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static KafkaTopic topic(String name) {
        return new KafkaTopic(stack.servers.bootstrapServers(), name);
    }

    /** The events of a batch; none when somebody has altered it. */
    private static List<BatchItem> items(ConsumerRecord<byte[], byte[]> record) {
        return BatchFrame.decode(record.value()) instanceof BatchFrame.Reading.Value value
                ? value.frame().items()
                : List.of();
    }

    private static JsonNode event(BatchItem item) {
        try {
            return JSON.readTree(item.event());
        } catch (IOException e) {
            throw new AssertionError(ErrorCode.EVENT_MALFORMED.title(), e);
        }
    }

    /** The text of what a block holds, with what is base64 in it decoded. */
    private static String opened(Unsealer unsealer, BatchItem item) {
        JsonNode event = event(item);
        SealContext context = new SealContext(
                event.path("tenantId").asText(),
                event.path("source").path("agentId").asText(),
                event.path("deviceId").asText(),
                event.path("source").path("epoch").asText(),
                event.path("eventId").asText());
        if (!(unsealer.open(item.sealed(), context) instanceof Unsealer.Result.Opened opened)) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        opened.disclosures().forEach(disclosure -> {
            text.append(disclosure.value()).append('\n');
            if (disclosure.pointer().endsWith("rawDigest")) {
                text.append(new String(decoded(disclosure.value().asText()), StandardCharsets.ISO_8859_1));
            }
        });
        return text.toString();
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
    }
}

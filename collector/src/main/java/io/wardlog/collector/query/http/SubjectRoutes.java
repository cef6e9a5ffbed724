package io.wardlog.collector.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.wardlog.collector.avro.Subjects;
import io.wardlog.collector.avro.Subjects.Version;
import io.wardlog.collector.avro.TenantSubjects;
import io.wardlog.json.Jcs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The read-only part of the REST API that clients of schema registries speak (Confluent's, version 7): paths, media type and error codes
 * are theirs, so errors are no problem documents here. Below the context {@code /contexts/.TENANT} stand a tenant's own types beside the
 * product's, and nowhere else. Whatever would write is refused. Runs on the event loop.
 */
final class SubjectRoutes {

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    /** The paths that are answered, each also below {@link #CONTEXT}; for {@code openapi.yaml}. */
    static final List<String> PATHS = List.of(
            "/",
            "/subjects",
            "/subjects/{subject}/versions",
            "/subjects/{subject}/versions/{version}",
            "/subjects/{subject}/versions/{version}/schema",
            "/schemas/types",
            "/schemas/ids/{id}",
            "/schemas/ids/{id}/schema",
            "/schemas/ids/{id}/subjects",
            "/schemas/ids/{id}/versions",
            "/config",
            "/config/{subject}",
            "/mode",
            "/mode/{subject}");

    /** Where a tenant's own types are: clients take it as part of the registry's address. */
    static final String CONTEXT = "/contexts/{context}";

    private static final List<String> REST =
            List.of("/", "/subjects*", "/schemas*", "/config*", "/mode*", "/contexts*");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String LATEST = "latest";
    private static final String ALL = ":*:";

    private final TenantSubjects source;

    SubjectRoutes(TenantSubjects source) {
        this.source = source;
    }

    /** What is answered: a body of their media type, or one of their errors. */
    private record Reply(int status, Buffer body) {
        static Reply of(JsonNode body) {
            return new Reply(200, Buffer.buffer(Jcs.write(body)));
        }

        static Reply error(int status, int code, String message) {
            JsonNode body = NODES.objectNode().put("error_code", code).put("message", message);
            return new Reply(status, Buffer.buffer(Jcs.write(body)));
        }
    }

    void mount(Router router) {
        mount(router, "");
        mount(router, CONTEXT);
        REST.forEach(path -> router.route(path).handler(SubjectRoutes::nothingElse));
    }

    private void mount(Router router, String base) {
        Map<String, Function<RoutingContext, Reply>> answers = Map.ofEntries(
                Map.entry("/", context -> Reply.of(NODES.objectNode())),
                Map.entry("/subjects", this::names),
                Map.entry("/subjects/{subject}/versions", context -> withVersions(context, SubjectRoutes::numbers)),
                Map.entry(
                        "/subjects/{subject}/versions/{version}",
                        context -> withVersion(context, SubjectRoutes::whole)),
                Map.entry(
                        "/subjects/{subject}/versions/{version}/schema",
                        context -> withVersion(context, SubjectRoutes::text)),
                Map.entry(
                        "/schemas/types", context -> Reply.of(NODES.arrayNode().add("AVRO"))),
                Map.entry("/schemas/ids/{id}", context -> withId(context, SubjectRoutes::schema)),
                Map.entry("/schemas/ids/{id}/schema", context -> withId(context, SubjectRoutes::text)),
                Map.entry("/schemas/ids/{id}/subjects", context -> withId(context, SubjectRoutes::subject)),
                Map.entry("/schemas/ids/{id}/versions", context -> withId(context, SubjectRoutes::places)),
                Map.entry("/config", context -> Reply.of(compatibility("BACKWARD"))),
                Map.entry("/config/{subject}", context -> withVersions(context, SubjectRoutes::rule)),
                Map.entry("/mode", context -> readOnly()),
                Map.entry("/mode/{subject}", context -> readOnly()));
        PATHS.forEach(path -> get(router, base + path, answers.get(path)));
    }

    private static Reply readOnly() {
        return Reply.of(NODES.objectNode().put("mode", "READONLY"));
    }

    /** The product's; in a tenant's context its own beside them. */
    private Subjects subjects(RoutingContext context) {
        String name = context.pathParam("context");
        return name == null || !name.startsWith(".") ? source.product() : source.of(name.substring(1));
    }

    private static void get(Router router, String path, Function<RoutingContext, Reply> answer) {
        router.get(path.replaceAll("\\{(\\w+)}", ":$1")).handler(context -> end(context, answer.apply(context)));
    }

    private Reply names(RoutingContext context) {
        String prefix =
                Optional.ofNullable(context.request().getParam("subjectPrefix")).orElse(ALL);
        ArrayNode names = NODES.arrayNode();
        subjects(context).names().stream()
                .filter(name -> prefix.equals(ALL) || name.startsWith(prefix))
                .forEach(names::add);
        return Reply.of(names);
    }

    private Reply withVersions(RoutingContext context, Function<SortedMap<Integer, Version>, Reply> answer) {
        SortedMap<Integer, Version> versions = subjects(context).versions(context.pathParam("subject"));
        return versions.isEmpty() ? noSubject() : answer.apply(versions);
    }

    private Reply withVersion(RoutingContext context, Function<Version, Reply> answer) {
        SortedMap<Integer, Version> versions = subjects(context).versions(context.pathParam("subject"));
        String wanted = context.pathParam("version");
        Optional<Integer> number = wanted.equals(LATEST) || wanted.equals("-1")
                ? Optional.of(versions.isEmpty() ? 1 : versions.lastKey())
                : positive(wanted);
        if (number.isEmpty()) {
            return Reply.error(422, 42202, "A version is a number from 1 to 2147483647, or latest.");
        }
        if (versions.isEmpty()) {
            return noSubject();
        }
        Version found = versions.get(number.get());
        return found == null ? Reply.error(404, 40402, "Version not found.") : answer.apply(found);
    }

    private Reply withId(RoutingContext context, Function<Version, Reply> answer) {
        return positive(context.pathParam("id"))
                .flatMap(subjects(context)::byId)
                .map(answer)
                .orElseGet(() -> Reply.error(404, 40403, "Schema not found."));
    }

    private static Reply noSubject() {
        return Reply.error(404, 40401, "Subject not found.");
    }

    private static Optional<Integer> positive(String digits) {
        if (!digits.matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        long value = Long.parseLong(digits);
        return value < 1 || value > Integer.MAX_VALUE ? Optional.empty() : Optional.of((int) value);
    }

    private static Reply numbers(SortedMap<Integer, Version> versions) {
        ArrayNode numbers = NODES.arrayNode();
        versions.keySet().forEach(numbers::add);
        return Reply.of(numbers);
    }

    private static Reply rule(SortedMap<Integer, Version> versions) {
        return Reply.of(
                compatibility(versions.get(versions.lastKey()).compatibility().name()));
    }

    private static JsonNode compatibility(String level) {
        return NODES.objectNode().put("compatibilityLevel", level);
    }

    private static Reply whole(Version version) {
        return Reply.of(place(version).put("id", version.id()).put("schema", version.schema()));
    }

    private static Reply places(Version version) {
        return Reply.of(NODES.arrayNode().add(place(version)));
    }

    private static ObjectNode place(Version version) {
        return NODES.objectNode().put("subject", version.subject()).put("version", version.version());
    }

    private static Reply schema(Version version) {
        return Reply.of(NODES.objectNode().put("schema", version.schema()));
    }

    /** The schema's own text, which the id is of. */
    private static Reply text(Version version) {
        return new Reply(200, Buffer.buffer(version.schema()));
    }

    private static Reply subject(Version version) {
        return Reply.of(NODES.arrayNode().add(version.subject()));
    }

    private static void nothingElse(RoutingContext context) {
        if (context.request().method().name().equals("GET")) {
            end(context, Reply.error(404, 404, "HTTP 404 Not Found"));
            return;
        }
        context.response().putHeader(HttpHeaders.ALLOW, "GET");
        end(context, Reply.error(405, 405, "This registry is read-only: schemas come with the product."));
    }

    private static void end(RoutingContext context, Reply reply) {
        context.response()
                .setStatusCode(reply.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .end(reply.body());
    }
}

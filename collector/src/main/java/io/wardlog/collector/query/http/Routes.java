package io.wardlog.collector.query.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.wardlog.collector.avro.TenantSubjects;
import io.wardlog.collector.http.RefusedException;
import io.wardlog.collector.index.EventFields;
import io.wardlog.collector.query.Agents;
import io.wardlog.collector.query.DeviceSummary;
import io.wardlog.collector.query.EventFilter;
import io.wardlog.collector.query.EventSearch;
import io.wardlog.collector.query.Order;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Identifiers;
import io.wardlog.hash.Hash;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Translates HTTP to questions and answers back; one short method a route. Runs on the event loop. */
final class Routes {

    /** The parameters of each route, by its path in the OpenAPI document. */
    static final Map<String, List<String>> PARAMETERS = Map.of(
            "/v1/events",
                    List.of(
                            "tenantId",
                            "hospitalId",
                            "deviceId",
                            "eventType",
                            "criticality",
                            "eventId",
                            "traceId",
                            "from",
                            "to",
                            "quarantined",
                            "limit",
                            "cursor"),
            "/v1/events/{hash}", List.of(),
            "/v1/devices", List.of("tenantId", "hospitalId", "limit", "cursor"),
            "/v1/devices/{deviceId}/timeline",
                    List.of("tenantId", "hospitalId", "from", "to", "quarantined", "limit", "cursor"),
            "/v1/agents", List.of("tenantId"),
            "/v1/export", List.of("tenantId", "deviceId", "agentId"),
            "/v1/openapi.json", List.of(),
            "/v1/openapi.yaml", List.of());

    private static final String JSON = "application/json";
    private static final int MAX_EXPORTS = 4;

    private final EventSearch search;
    private final Agents agents;
    private final TenantSubjects subjects;
    private final WorkerExecutor workers;
    private final InstantSource clock;
    private final OpenApi openApi = OpenApi.load();
    private final AtomicInteger exports = new AtomicInteger();

    Routes(ApiRole.Backend backend, WorkerExecutor workers) {
        this.search = backend.search();
        this.agents = backend.agents();
        this.subjects = backend.subjects();
        this.workers = workers;
        this.clock = backend.clock();
    }

    Router router(Vertx vertx) {
        Router router = Router.router(vertx);
        router.route().handler(Guard::onlyThisMachine);
        router.route().handler(Guard::securityHeaders);
        add(router, "/v1/events", this::events);
        add(router, "/v1/events/{hash}", this::event);
        add(router, "/v1/devices", this::devices);
        add(router, "/v1/devices/{deviceId}/timeline", this::timeline);
        add(router, "/v1/agents", this::agents);
        add(router, "/v1/export", this::export);
        add(router, "/v1/openapi.json", context -> answer(context, JSON, openApi.json()));
        add(router, "/v1/openapi.yaml", context -> answer(context, "application/yaml", openApi.yaml()));
        new SubjectRoutes(subjects).mount(router);
        Guard.problems(router);
        return router;
    }

    private static void add(Router router, String path, Function<RoutingContext, Future<Void>> handler) {
        Route route = router.get(path.replaceAll("\\{(\\w+)}", ":$1"));
        route.handler(context -> handler.apply(context).onFailure(context::fail));
    }

    private Future<Void> events(RoutingContext context) {
        Parameters parameters = parameters(context, "/v1/events");
        return find(context, parameters, parameters.filter(Map.of()), Order.NEWEST_FIRST);
    }

    private Future<Void> timeline(RoutingContext context) {
        String device = context.pathParam("deviceId");
        if (!Identifiers.isDevice(device)) {
            throw new RefusedException(ErrorCode.INVALID_PARAMETER, "the path names no device id");
        }
        Parameters parameters = parameters(context, "/v1/devices/{deviceId}/timeline");
        return find(context, parameters, parameters.filter(Map.of(EventFields.DEVICE_ID, device)), Order.TIMELINE);
    }

    private Future<Void> find(RoutingContext context, Parameters parameters, EventFilter filter, Order order) {
        int limit = parameters.limit();
        var cursor = parameters.cursor(order.name(), order::isPlace);
        return ask(() -> search.find(filter, order, limit, cursor))
                .compose(page -> answer(context, JSON, Answers.events(page, order.name())));
    }

    private Future<Void> event(RoutingContext context) {
        parameters(context, "/v1/events/{hash}");
        String hash = context.pathParam("hash");
        if (!Hash.isHex(hash)) {
            throw new RefusedException(ErrorCode.INVALID_PARAMETER, "a hash has 64 lower-case hex digits");
        }
        return ask(() -> search.byHash(Hash.fromHex(hash)))
                .compose(found -> answer(
                        context,
                        JSON,
                        found.map(Answers::event)
                                .orElseThrow(
                                        () -> new RefusedException(ErrorCode.NOT_FOUND, "no event has this hash"))));
    }

    private Future<Void> devices(RoutingContext context) {
        Parameters parameters = parameters(context, "/v1/devices");
        Map<String, String> terms = parameters.terms();
        int limit = parameters.limit();
        var cursor = parameters.cursor("devices", DeviceSummary::isPlace);
        return ask(() -> search.devices(terms, limit, cursor))
                .compose(page -> answer(context, JSON, Answers.devices(page, "devices")));
    }

    private Future<Void> agents(RoutingContext context) {
        Optional<String> tenant =
                Optional.ofNullable(parameters(context, "/v1/agents").terms().get(EventFields.TENANT_ID));
        var all = agents.all()
                .orElseThrow(() -> new RefusedException(ErrorCode.UNAVAILABLE, "the agents are still being read"));
        var wanted = all.stream()
                .filter(agent ->
                        tenant.isEmpty() || tenant.get().equals(agent.name().tenantId()))
                .toList();
        return answer(context, JSON, Answers.agents(wanted, clock.instant()));
    }

    private Future<Void> export(RoutingContext context) {
        Map<String, String> terms = parameters(context, "/v1/export").terms();
        if (exports.incrementAndGet() > MAX_EXPORTS) {
            exports.decrementAndGet();
            throw new RefusedException(ErrorCode.BUSY, MAX_EXPORTS + " exports are under way; try again later");
        }
        return ask(() -> search.export(terms))
                .compose(scan -> {
                    context.response().putHeader("Content-Type", "application/x-ndjson");
                    return new ExportStream(scan, context.response(), workers).run();
                })
                .onComplete(done -> exports.decrementAndGet());
    }

    private static Parameters parameters(RoutingContext context, String path) {
        return Parameters.of(context.queryParams(), PARAMETERS.get(path));
    }

    private <T> Future<T> ask(Callable<T> question) {
        return workers.executeBlocking(question, false);
    }

    private static Future<Void> answer(RoutingContext context, String type, Buffer body) {
        return context.response().putHeader("Content-Type", type).end(body);
    }
}

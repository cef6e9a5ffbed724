package io.wardlog.collector.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.wardlog.collector.http.ProblemAnswer;
import io.wardlog.collector.http.RequestGuard;
import io.wardlog.collector.role.Readiness;
import io.wardlog.config.ListenFailure;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.json.Jcs;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Answers {@code /health} (200 while the process lives), {@code /ready} (200 when every role is ready, else 503; the roles in either
 * case) and {@code /metrics} (Prometheus text).
 */
public final class StatusServer implements AutoCloseable {
    private static final long SECONDS = 10;

    private final HttpServer server;

    private StatusServer(HttpServer server) {
        this.server = server;
    }

    /** Starts answering; {@code roles} says of each role, or of what they all wait for, whether it is ready. */
    public static StatusServer start(
            Vertx vertx, StatusConfig config, PrometheusMeterRegistry metrics, Supplier<Map<String, Readiness>> roles)
            throws ListenFailure, InterruptedException, TimeoutException {
        try {
            HttpServer server = vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false))
                    .connectionHandler(RequestGuard::guard)
                    .requestHandler(request -> handle(request, metrics, roles))
                    .listen(config.listen().port(), config.listen().host())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS, TimeUnit.SECONDS);
            return new StatusServer(server);
        } catch (ExecutionException e) {
            throw new ListenFailure("status.listen", config.listen(), e.getCause());
        }
    }

    /** The port that is listened on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        server.close();
    }

    private static void handle(
            HttpServerRequest request, PrometheusMeterRegistry metrics, Supplier<Map<String, Readiness>> roles) {
        if (isMisled(request)) {
            ProblemAnswer.end(
                    request.response(),
                    new Problem(ErrorCode.NOT_AUTHORIZED, "ask by the name localhost or a loopback address"));
            return;
        }
        if (!request.method().equals(HttpMethod.GET)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET");
            ProblemAnswer.end(request.response(), new Problem(ErrorCode.METHOD_NOT_ALLOWED, "use GET"));
            return;
        }
        switch (request.path()) {
            case "/health":
                answer(
                        request,
                        200,
                        "application/json",
                        "{\"status\":\"up\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                break;
            case "/ready":
                ready(request, roles.get());
                break;
            case "/metrics":
                request.response()
                        .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(metrics.scrape());
                break;
            default:
                ProblemAnswer.end(
                        request.response(), new Problem(ErrorCode.NOT_FOUND, "ask for /health, /ready or /metrics"));
        }
    }

    /**
     * Whether a browser on this machine is sent here by a page whose name was made to resolve to loopback: it gives that name as Host. Who comes from
     * elsewhere may know this machine by any name.
     */
    private static boolean isMisled(HttpServerRequest request) {
        HostAndPort asked = request.authority();
        return asked != null
                && isLoopback(request.localAddress().hostAddress())
                && !asked.host().equalsIgnoreCase("localhost")
                && !isLoopback(asked.host());
    }

    private static boolean isLoopback(String address) {
        InetAddress is = NetUtil.createInetAddressFromIpAddressString(address);
        return is != null && is.isLoopbackAddress();
    }

    private static void ready(HttpServerRequest request, Map<String, Readiness> roles) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ObjectNode each = body.putObject("roles");
        boolean isReady = !roles.isEmpty();
        for (Map.Entry<String, Readiness> role : roles.entrySet()) {
            isReady &= role.getValue().ready();
            ObjectNode node = each.putObject(role.getKey());
            node.put("ready", role.getValue().ready());
            node.put("detail", role.getValue().detail());
        }
        body.put("ready", isReady);
        answer(request, isReady ? 200 : 503, "application/json", Jcs.write(body));
    }

    private static void answer(HttpServerRequest request, int status, String type, byte[] body) {
        request.response().setStatusCode(status).putHeader("content-type", type).end(Buffer.buffer(body));
    }
}

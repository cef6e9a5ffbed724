package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.wardlog.config.ListenFailure;
import io.wardlog.edge.listen.http.RequestGuard;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.json.Jcs;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code /} (the status as a page), {@code /health} (200 while the process lives), {@code /ready} (200 while messages are taken, else 503 and why),
 * {@code /metrics} (Prometheus text), {@code /status}, and of each device {@code /devices} (a page) and {@code /status/devices}.
 */
public final class StatusServer {

    private static final Logger log = LoggerFactory.getLogger(StatusServer.class);
    private static final String JSON = "application/json";

    private final AgentMetrics metrics;
    private final AgentView agent;
    private final Vertx vertx;
    private final HttpServer server;

    public StatusServer(Vertx vertx, AgentMetrics metrics, AgentView agent) {
        this.metrics = metrics;
        this.agent = agent;
        this.vertx = vertx;
        HttpServerOptions options = new HttpServerOptions().setHttp2ClearTextEnabled(false);
        this.server = vertx.createHttpServer(options)
                .connectionHandler(RequestGuard::guard)
                .requestHandler(this::handle);
    }

    /** Starts answering; gives the port, or fails with a {@link ListenFailure}. */
    public Future<Integer> start(StatusConfig config) {
        return server.listen(config.listen().port(), config.listen().host())
                .map(HttpServer::actualPort)
                .recover(cause -> Future.failedFuture(new ListenFailure("status.listen", config.listen(), cause)));
    }

    /** Stops answering. */
    public Future<Void> stop() {
        return server.close();
    }

    private void handle(HttpServerRequest request) {
        try {
            route(request);
        } catch (RuntimeException fault) {
            failed(request, fault);
        }
    }

    private void route(HttpServerRequest request) {
        if (isMisled(request)) {
            answer(request, new Problem(ErrorCode.NOT_AUTHORIZED, "ask by the name localhost or a loopback address"));
            return;
        }
        if (!request.method().equals(HttpMethod.GET)) {
            request.response().putHeader(HttpHeaders.ALLOW, "GET");
            answer(request, new Problem(ErrorCode.METHOD_NOT_ALLOWED, "use GET"));
            return;
        }
        switch (request.path()) {
            case "/":
                html(request, StatusPage.html(StatusSummary.of(agent.status())));
                break;
            case "/devices":
                apart(request, () -> DevicePage.html(agent.devices().summary(DevicePage.SHOWN)), StatusServer::html);
                break;
            case "/health":
                answer(request, 200, node().put("status", "up"));
                break;
            case "/ready":
                ready(request);
                break;
            case "/status":
                answer(request, 200, agent.status());
                break;
            case "/status/devices":
                apart(request, () -> agent.devices().toJson(), StatusServer::json);
                break;
            case "/metrics":
                request.response()
                        .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
                        .end(metrics.scrape());
                break;
            default:
                answer(
                        request,
                        new Problem(
                                ErrorCode.NOT_FOUND,
                                "ask for /, /devices, /health, /ready, /metrics, /status or /status/devices"));
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

    /** Made by a thread of its own kind: where there are many devices it takes a while, and devices wait for the event loop. */
    private void apart(HttpServerRequest request, Callable<String> body, BiConsumer<HttpServerRequest, String> answer) {
        vertx.executeBlocking(body, false)
                .onSuccess(made -> answer.accept(request, made))
                .onFailure(fault -> failed(request, fault));
    }

    /** Who asks hears that it went wrong, and not of what. */
    private void failed(HttpServerRequest request, Throwable fault) {
        metrics.statusFailed();
        log.atError().setCause(fault).addKeyValue("path", request.path()).log("status_failed");
        answer(request, new Problem(ErrorCode.INTERNAL, "the agent cannot say how it is; its log says why"));
    }

    private static void html(HttpServerRequest request, String page) {
        request.response()
                .putHeader("content-type", "text/html; charset=utf-8")
                .putHeader("content-security-policy", Html.POLICY)
                .putHeader("x-content-type-options", "nosniff")
                .putHeader("referrer-policy", "no-referrer")
                .putHeader("cache-control", "no-store")
                .end(page);
    }

    private void ready(HttpServerRequest request) {
        String why = agent.notReady();
        answer(
                request,
                why.isEmpty() ? 200 : 503,
                node().put("ready", why.isEmpty()).put("detail", why));
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void answer(HttpServerRequest request, Problem problem) {
        answer(request, problem.code().httpStatus(), Problem.MEDIA_TYPE, problem.toJson());
    }

    private static void answer(HttpServerRequest request, int status, ObjectNode body) {
        answer(request, status, JSON, Jcs.write(body));
    }

    private static void json(HttpServerRequest request, String body) {
        answer(request, 200, JSON, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpServerRequest request, int status, String type, byte[] body) {
        request.response().setStatusCode(status).putHeader("content-type", type).end(Buffer.buffer(body));
    }
}

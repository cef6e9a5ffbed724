package io.wardlog.collector.query.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.wardlog.collector.http.ProblemAnswer;
import io.wardlog.collector.http.RefusedException;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request passes, and the one place that writes problem documents. */
final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private Guard() {}

    /**
     * Without sign-in only this machine may ask. A web page whose name was made to resolve to loopback still sends its
     * own name as Host, and is refused.
     */
    static void onlyThisMachine(RoutingContext context) {
        HostAndPort authority = context.request().authority();
        if (authority == null || !THIS_MACHINE.contains(authority.host())) {
            throw new RefusedException(ErrorCode.NOT_AUTHORIZED, "ask by the name localhost or a loopback address");
        }
        context.next();
    }

    static void securityHeaders(RoutingContext context) {
        context.response()
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("X-Content-Type-Options", "nosniff");
        context.next();
    }

    static void problems(Router router) {
        router.errorHandler(404, context -> write(context, new Problem(ErrorCode.NOT_FOUND, "no such path")));
        router.errorHandler(405, context -> {
            context.response().putHeader(HttpHeaders.ALLOW, "GET");
            write(context, new Problem(ErrorCode.METHOD_NOT_ALLOWED, "only GET is answered here"));
        });
        router.errorHandler(400, context -> write(context, problem(context.failure(), ErrorCode.INVALID_PARAMETER)));
        router.route().failureHandler(context -> {
            if (context.failure() == null) {
                context.next();
            } else {
                write(context, problem(context.failure(), ErrorCode.INTERNAL));
            }
        });
    }

    private static Problem problem(Throwable failure, ErrorCode otherwise) {
        if (failure instanceof RefusedException refused) {
            return refused.problem();
        }
        if (failure instanceof IOException) {
            LOG.atWarn().setCause(failure).log("question_not_answered");
            return new Problem(ErrorCode.UNAVAILABLE, "the index gives no whole answer now; try again");
        }
        LOG.atError().setCause(failure).log("request_failed");
        return new Problem(otherwise, otherwise.title());
    }

    private static void write(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.headWritten()) {
            response.reset();
            return;
        }
        ProblemAnswer.end(response, problem);
    }
}

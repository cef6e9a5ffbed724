package io.wardlog.edge.forward.http2;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.wardlog.batch.BatchFrame;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.config.HostPort;
import io.wardlog.hash.Hash;
import io.wardlog.schema.bundle.SignedBundle;
import io.wardlog.trace.EventTraces;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What is asked of a collector, and the way there: through the proxy where there is one. Not thread-safe: the uplink's event loop's. */
final class Requests {

    private final Optional<ProxyWay> proxy;
    private final Names names;

    Requests(Optional<ProxyWay> proxy, Names names) {
        this.proxy = proxy;
        this.names = names;
    }

    /** What is asked; {@code traces} is empty or goes beside it as a header. */
    record Question(HttpMethod method, String path, String traces) {}

    /** Asks this collector; fails when its name, or the proxy's, is not known. */
    Future<RequestOptions> of(Question question, HostPort collector) {
        return names.address(next(collector)).map(at -> request(question, collector, at));
    }

    /** Asks it for a bundle other than these. */
    Future<RequestOptions> registry(HostPort collector, List<Hash> known) {
        return of(new Question(HttpMethod.GET, "/v1/registry", ""), collector).map(request -> {
            request.getHeaders().set(HttpHeaders.ACCEPT, SignedBundle.MEDIA_TYPE);
            return known.isEmpty() ? request : request.putHeader(HttpHeaders.IF_NONE_MATCH, tags(known));
        });
    }

    private static String tags(List<Hash> known) {
        return String.join(
                ", ", known.stream().map(hash -> '"' + hash.hex() + '"').toList());
    }

    private RequestOptions request(Question question, HostPort collector, InetAddress next) {
        RequestOptions request = new RequestOptions()
                .setMethod(question.method())
                .setHost(collector.host())
                .setPort(collector.port())
                .setSsl(true)
                .setURI(question.path())
                .putHeader(HttpHeaders.ACCEPT, SignedAnswer.MEDIA_TYPE);
        if (proxy.isPresent()) {
            request.setProxyOptions(proxy.get().options(next));
        } else {
            request.setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(next, collector.port())));
        }
        if (!question.traces().isEmpty()) {
            request.putHeader(EventTraces.NAME, question.traces());
        }
        return question.method() == HttpMethod.POST
                ? request.putHeader(HttpHeaders.CONTENT_TYPE, BatchFrame.MEDIA_TYPE)
                : request;
    }

    /** Whom this machine connects to. */
    private String next(HostPort collector) {
        return proxy.map(ProxyWay::host).orElse(collector.host());
    }

    /** The way to this collector failed: the next request looks it up again. */
    void lookUpAnew(HostPort collector) {
        names.failed(next(collector));
    }

    /** Every next request looks its way up again. */
    void lookUpAnew() {
        names.anew();
    }

    /**
     * The proxy's password may be another one now. From any thread.
     *
     * @throws IOException when its file cannot be read; the old one stays
     */
    void refreshPassword() throws IOException {
        if (proxy.isPresent()) {
            proxy.get().refresh();
        }
    }
}

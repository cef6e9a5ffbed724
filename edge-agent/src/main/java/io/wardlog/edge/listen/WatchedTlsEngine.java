package io.wardlog.edge.listen;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * BoringSSL, or the JDK's TLS where BoringSSL's library does not load, with one addition: a failed handshake is told together with
 * who was on the other side. A Vert.x server tells the cause alone.
 */
final class WatchedTlsEngine extends SSLEngineOptions {

    private final SSLEngineOptions engine =
            OpenSSLEngineOptions.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    private final Consumer<FailedHandshake> failures;

    /** A handshake that failed: the other side's address, and why. */
    record FailedHandshake(String peer, Throwable cause) {}

    WatchedTlsEngine(Consumer<FailedHandshake> failures) {
        this.failures = failures;
    }

    @Override
    public SSLEngineOptions copy() {
        return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new WatchedFactory(engine.sslContextFactory());
    }

    private SslContext watched(SslContext context) {
        return new DelegatingSslContext(context) {
            @Override
            protected void initEngine(SSLEngine ignored) {
                // Nothing to set: the options have said all.
            }

            @Override
            protected void initHandler(SslHandler handler) {
                handler.handshakeFuture().addListener(handshake -> {
                    if (!handshake.isSuccess()) {
                        String peer = handler.engine().getPeerHost();
                        failures.accept(new FailedHandshake(peer == null ? "unknown" : peer, handshake.cause()));
                    }
                });
            }
        };
    }

    /** Hands every setting on and watches what comes out. */
    private final class WatchedFactory implements SslContextFactory {

        private final SslContextFactory factory;

        WatchedFactory(SslContextFactory factory) {
            this.factory = factory;
        }

        @Override
        public SslContextFactory useAlpn(boolean useAlpn) {
            factory.useAlpn(useAlpn);
            return this;
        }

        @Override
        public SslContextFactory forServer(ClientAuth clientAuth) {
            factory.forServer(clientAuth);
            return this;
        }

        @Override
        public SslContextFactory enabledProtocols(Set<String> enabledProtocols) {
            factory.enabledProtocols(enabledProtocols);
            return this;
        }

        @Override
        public SslContextFactory keyMananagerFactory(KeyManagerFactory keys) {
            factory.keyMananagerFactory(keys);
            return this;
        }

        @Override
        public SslContextFactory trustManagerFactory(TrustManagerFactory trust) {
            factory.trustManagerFactory(new ExplainedTrust(trust));
            return this;
        }

        @Override
        public SslContextFactory enabledCipherSuites(Set<String> suites) {
            factory.enabledCipherSuites(suites);
            return this;
        }

        @Override
        public SslContextFactory applicationProtocols(List<String> protocols) {
            factory.applicationProtocols(protocols);
            return this;
        }

        @Override
        public SslContext create() throws SSLException {
            return watched(factory.create());
        }
    }
}

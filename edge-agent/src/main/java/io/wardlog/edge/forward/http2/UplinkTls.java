package io.wardlog.edge.forward.http2;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.wardlog.tls.TlsMaterial;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How the agent and the collector prove who they are: TLS 1.2 or 1.3, the agent's certificate, a collector's certificate from
 * the configured CA that names the host. BoringSSL does the work where its library loads, else the JDK.
 */
public final class UplinkTls {

    static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    /** The check of RFC 9110, section 4.3.4: the certificate names the host or the address of the URI. */
    private static final String NAME_CHECK = "HTTPS";

    private UplinkTls() {}

    /** Who does the work. */
    public static SSLEngineOptions engine() {
        return OpenSSLEngineOptions.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions();
    }

    static ClientSSLOptions options(TlsMaterial material, Duration handshakeTimeout) {
        return new ClientSSLOptions()
                .setHostnameVerificationAlgorithm(NAME_CHECK)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setSslHandshakeTimeout(handshakeTimeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeyCertOptions(KeyCertOptions.wrap(material.own()))
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(material.ca())));
    }
}

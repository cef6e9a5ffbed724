package io.wardlog.edge.listen;

import io.netty.handler.ssl.OpenSsl;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TCPSSLOptions;
import io.wardlog.event.SourceProtocol;
import io.wardlog.tls.OwnKeyManager;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How a port speaks TLS: versions 1.2 and 1.3 only, the agent's certificate, and no device certificate but those of the
 * configured CA. BoringSSL does the work where its library loads, else the JDK.
 */
public final class TlsServer {

    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    private final TlsConfig config;
    private final ClientCertificate clientCertificate;

    /** TLS with these files. They are read when a port opens and on each reload. */
    public TlsServer(TlsConfig config, ClientCertificate clientCertificate) {
        this.config = config;
        this.clientCertificate = clientCertificate;
    }

    /** Who does the work: {@code BoringSSL}, or {@code JDK} where it does not load. */
    public static String library() {
        return OpenSSLEngineOptions.isAvailable() ? OpenSsl.versionString() : "JDK";
    }

    /** Makes a server's options those of a TLS port; failed handshakes go to {@code services} as refusals. */
    public <T extends TCPSSLOptions> T apply(T options, SourceProtocol protocol, ListenServices services)
            throws IOException {
        ServerSSLOptions now = read();
        options.setSsl(true)
                .setSslEngineOptions(new WatchedTlsEngine(new HandshakeRefusals(protocol, services)))
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setSslHandshakeTimeout(config.handshakeTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeyCertOptions(now.getKeyCertOptions())
                .setTrustOptions(now.getTrustOptions());
        return options;
    }

    /** Whether a certificate is asked for or demanded. */
    public ClientAuth clientAuth() {
        return clientCertificate == ClientCertificate.REQUIRED ? ClientAuth.REQUIRED : ClientAuth.REQUEST;
    }

    /**
     * The options with what the files hold now.
     *
     * @throws IOException if a file cannot be read
     */
    public ServerSSLOptions read() throws IOException {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setClientAuth(clientAuth());
        options.setEnabledSecureTransportProtocols(VERSIONS);
        options.setSslHandshakeTimeout(config.handshakeTimeout().toMillis());
        options.setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        options.setKeyCertOptions(KeyCertOptions.wrap(OwnKeyManager.read(config.certificate(), config.key())));
        options.setTrustOptions(
                new PemTrustOptions().addCertValue(Buffer.buffer(Files.readAllBytes(config.deviceCa()))));
        return options;
    }
}

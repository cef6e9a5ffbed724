package io.wardlog.collector.ingest.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.wardlog.collector.ingest.IngestConfig;
import io.wardlog.collector.ingest.IngestMetrics;
import io.wardlog.tls.ExpiryReminder;
import io.wardlog.tls.TlsFiles;
import io.wardlog.tls.TlsMaterial;
import io.wardlog.tls.TlsRenewal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How ingest speaks TLS: versions 1.2 and 1.3, no agent without a certificate of the configured CA, BoringSSL where its library loads,
 * else the JDK. Files that are replaced count for new connections; what cannot be used changes nothing. {@link #look} runs on one worker
 * at a time.
 */
final class IngestTls {
    private static final Logger LOG = LoggerFactory.getLogger(IngestTls.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    private static final Set<String> VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    private final TlsRenewal renewal;
    private final IngestMetrics metrics;
    private final InstantSource clock;
    private final ExpiryReminder expiry = new ExpiryReminder();

    /** @throws IOException when the files are not as they must be */
    IngestTls(IngestConfig config, IngestMetrics metrics, InstantSource clock) throws IOException {
        this.renewal = new TlsRenewal(new TlsFiles(config.certificate(), config.key(), config.clientCa()), clock);
        this.metrics = metrics;
        this.clock = clock;
        metrics.certificate(this, it -> it.renewal.current().notAfter().getEpochSecond());
    }

    /** Makes a server's options those of a TLS port. */
    HttpServerOptions apply(HttpServerOptions options) {
        ServerSSLOptions now = options(renewal.current());
        return options.setSsl(true)
                .setUseAlpn(true)
                .setSslEngineOptions(
                        OpenSSLEngineOptions.isAvailable() ? new OpenSSLEngineOptions() : new JdkSSLEngineOptions())
                .setEnabledSecureTransportProtocols(VERSIONS)
                .setKeyCertOptions(now.getKeyCertOptions())
                .setTrustOptions(now.getTrustOptions())
                .setClientAuth(ClientAuth.REQUIRED);
    }

    private static ServerSSLOptions options(TlsMaterial material) {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setClientAuth(ClientAuth.REQUIRED);
        options.setUseAlpn(true);
        options.setEnabledSecureTransportProtocols(VERSIONS);
        options.setKeyCertOptions(KeyCertOptions.wrap(material.own()));
        options.setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(material.ca())));
        return options;
    }

    /** Watches the files for this server, and for those that share its port and so its TLS context, as long as Vert.x lives. */
    void watch(Vertx vertx, HttpServer server) {
        vertx.setPeriodic(
                LOOK_EVERY.toMillis(),
                id -> vertx.executeBlocking(() -> {
                            look(server);
                            return null;
                        })
                        .onFailure(failure -> LOG.atError().setCause(failure).log("certificates_not_watched")));
    }

    private void look(HttpServer server) {
        TlsRenewal.Change change = renewal.look();
        remind(clock.instant());
        if (change instanceof TlsRenewal.Change.Renewed renewed) {
            server.updateSSLOptions(options(renewed.material()))
                    .onSuccess(updated -> tookNew(renewed.material().notAfter()))
                    .onFailure(failure -> keepOld(String.valueOf(failure.getMessage())));
        } else if (change instanceof TlsRenewal.Change.Refused refused) {
            keepOld(refused.why());
        }
    }

    private void remind(Instant now) {
        Instant notAfter = renewal.current().notAfter();
        if (expiry.isDue(notAfter, now)) {
            LOG.atWarn()
                    .addKeyValue("notAfter", notAfter)
                    .addKeyValue("days", Duration.between(now, notAfter).toDays())
                    .log("certificate_expires");
        }
    }

    private void tookNew(Instant notAfter) {
        metrics.certificatesReloaded(true);
        LOG.atInfo().addKeyValue("notAfter", notAfter).log("certificates_reloaded");
    }

    private void keepOld(String why) {
        metrics.certificatesReloaded(false);
        LOG.atError().addKeyValue("reason", why).log("certificates_refused");
    }
}

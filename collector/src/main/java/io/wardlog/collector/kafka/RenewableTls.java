package io.wardlog.collector.kafka;

import io.wardlog.collector.tls.ClientTls;
import io.wardlog.collector.tls.TlsContexts;
import io.wardlog.tls.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of Kafka's clients out of files that may be replaced while the clients run: each new connection looks whether they changed. A certificate
 * without its key, as it stands for a moment while somebody replaces one file after the other, leaves in force what was there before. Connections
 * that stand go on. Kafka makes it by itself, one for each client. Thread-safe.
 */
public final class RenewableTls implements SslEngineFactory {
    /** The setting that holds the {@link ClientTls}. */
    static final String FILES = "wardlog.tls";

    private static final Logger LOG = LoggerFactory.getLogger(RenewableTls.class);

    private ClientTls files;
    private List<byte[]> seen;
    private SSLContext context;
    private String refused = "";

    /** For Kafka. */
    public RenewableTls() {}

    /** @throws KafkaException when a file does not read or is not what it should be */
    @Override
    public synchronized void configure(Map<String, ?> settings) {
        files = (ClientTls) settings.get(FILES);
        try {
            seen = read();
            context = TlsContexts.of(files);
        } catch (IOException unusable) {
            throw new KafkaException(unusable.getMessage(), unusable);
        }
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        SSLEngine engine = current().createSSLEngine(peerHost, peerPort);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(endpointIdentification);
        engine.setSSLParameters(parameters);
        return engine;
    }

    private synchronized SSLContext current() {
        try {
            List<byte[]> now = read();
            if (!isSame(now, seen)) {
                SSLContext renewed = renewed();
                if (isSame(now, read())) {
                    context = renewed;
                    seen = now;
                    LOG.atInfo().log("kafka_certificates_reloaded");
                }
            }
            refused = "";
        } catch (IOException unusable) {
            keepOld(String.valueOf(unusable.getMessage()));
        }
        return context;
    }

    private SSLContext renewed() throws IOException {
        if (files.key().isPresent()) {
            Certificates.pair(files.certificate().orElseThrow(), files.key().get(), Instant.now());
        }
        return TlsContexts.of(files);
    }

    /** Said once of each reason. */
    private void keepOld(String why) {
        if (!refused.equals(why)) {
            refused = why;
            LOG.atError().addKeyValue("reason", why).log("kafka_certificates_refused");
        }
    }

    private List<byte[]> read() throws IOException {
        List<byte[]> bytes = new ArrayList<>();
        List<Path> paths = Stream.of(Stream.of(files.ca()), files.certificate().stream(), files.key().stream())
                .flatMap(each -> each)
                .toList();
        for (Path path : paths) {
            bytes.add(Files.readAllBytes(path));
        }
        return bytes;
    }

    private static boolean isSame(List<byte[]> one, List<byte[]> other) {
        return Arrays.deepEquals(one.toArray(), other.toArray());
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("for clients only");
    }

    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return false; // it renews itself
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public KeyStore keystore() {
        return null; // asked for by brokers only
    }

    @Override
    public KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {}
}

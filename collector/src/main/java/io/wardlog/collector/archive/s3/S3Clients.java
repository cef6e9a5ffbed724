package io.wardlog.collector.archive.s3;

import io.minio.MinioClient;
import io.minio.credentials.AwsConfigProvider;
import io.minio.credentials.AwsEnvironmentProvider;
import io.minio.credentials.Provider;
import io.wardlog.collector.archive.S3Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;

/** Makes clients of S3 stores from configuration. */
public final class S3Clients {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private S3Clients() {}

    /**
     * A client that trusts the configured authority, or the JDK's list.
     *
     * @throws IOException when the authority's file does not read
     */
    public static MinioClient create(S3Config config) throws IOException {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                .followRedirects(false);
        if (config.ca().isPresent()) {
            trust(http, config.ca().get());
        }
        return MinioClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentialsProvider(credentials(config))
                .httpClient(http.build(), true)
                .build();
    }

    private static Provider credentials(S3Config config) {
        return config.credentials().isPresent()
                ? new AwsConfigProvider(config.credentials().get().toString(), config.profile())
                : new AwsEnvironmentProvider();
    }

    private static void trust(OkHttpClient.Builder http, Path ca) throws IOException {
        try (InputStream in = Files.newInputStream(ca)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException(ca + " holds no certificate");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            X509TrustManager trusted = (X509TrustManager) factory.getTrustManagers()[0];
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            http.sslSocketFactory(context.getSocketFactory(), trusted);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates in " + ca, e);
        }
    }
}

package io.wardlog.collector.archive.s3;

import io.minio.MinioAsyncClient;
import io.minio.MinioClient;
import io.minio.credentials.AwsConfigProvider;
import io.minio.credentials.AwsEnvironmentProvider;
import io.minio.credentials.Provider;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.tls.ClientTls;
import io.wardlog.collector.tls.TlsContexts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import okhttp3.OkHttpClient;

/** Makes clients of S3 stores from configuration. */
public final class S3Clients {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private S3Clients() {}

    /**
     * A client that trusts the configured authority, or the JDK's list. Credentials are read anew for each request.
     *
     * @throws IOException when the authority's file does not read
     */
    public static MinioClient create(S3Config config) throws IOException {
        return MinioClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentialsProvider(credentials(config))
                .httpClient(http(config), true)
                .build();
    }

    /** The same for what only the asynchronous client can do. */
    static MinioAsyncClient createAsync(S3Config config) throws IOException {
        return MinioAsyncClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentialsProvider(credentials(config))
                .httpClient(http(config), true)
                .build();
    }

    private static OkHttpClient http(S3Config config) throws IOException {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                .followRedirects(false);
        if (config.ca().isPresent()) {
            trust(http, config.ca().get());
        }
        return http.build();
    }

    private static Provider credentials(S3Config config) {
        return config.credentials().isPresent()
                ? new AwsConfigProvider(config.credentials().get().toString(), config.profile())
                : new AwsEnvironmentProvider();
    }

    private static void trust(OkHttpClient.Builder http, Path ca) throws IOException {
        ClientTls tls = new ClientTls(ca, Optional.empty(), Optional.empty());
        http.sslSocketFactory(TlsContexts.of(tls).getSocketFactory(), TlsContexts.trusting(ca));
    }
}

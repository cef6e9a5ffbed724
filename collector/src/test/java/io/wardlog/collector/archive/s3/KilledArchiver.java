package io.wardlog.collector.archive.s3;

import io.minio.MinioClient;
import io.minio.credentials.AwsEnvironmentProvider;
import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchiveFixture;
import io.wardlog.collector.archive.ArchiveStage;
import io.wardlog.collector.archive.DelegatingArchive;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.collector.consume.Slice;
import io.wardlog.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * An archiver that is a process of its own: it archives until the step that it is told, says so in a line, and waits there to be killed. Ends
 * by itself when its parent is gone.
 */
final class KilledArchiver {
    private KilledArchiver() {}

    /**
     * Step ({@code spool}, {@code before 2}, {@code after 4}; {@code inside} the upload of a file in parts), the store's configuration, and a
     * directory of its own.
     */
    public static void main(String[] args) throws Exception {
        S3Config config = ConfigLoader.load(S3Config.class, Path.of(args[1]), Map.of(), "");
        Path directory = Path.of(args[2]);
        boolean isLarge = args[0].equals("inside");
        MinioClient client = isLarge ? stopping(config) : S3Clients.create(config);
        S3Bucket bucket = new S3Bucket(client, config, InstantSource.system());
        try (S3Archive archive = new S3Archive(bucket, WorkDirectory.emptied(directory.resolve("read")))) {
            ArchiveStage stage = ArchiveFixture.stage(new StoppingArchive(archive, args[0]), directory.resolve("work"));
            ArchiveFixture topic = isLarge ? ArchiveFixture.large() : new ArchiveFixture();
            long position = stage.resume(Set.of(ArchiveFixture.SOURCE)).get(ArchiveFixture.SOURCE);
            if (args[0].equals("spool")) {
                stage.take(List.of(topic.slice(position, ArchiveFixture.FLUSHED_AT - 1)));
                waitToBeKilled();
            }
            while (position < ArchiveFixture.RECORDS) {
                Slice slice = topic.slice(position, position + ArchiveFixture.FLUSHED_AT);
                stage.take(List.of(slice));
                position = slice.next();
            }
        }
    }

    private static MinioClient stopping(S3Config config) {
        return MinioClient.builder()
                .endpoint(config.endpoint().toString())
                .region(config.region())
                .credentialsProvider(new AwsEnvironmentProvider())
                .httpClient(
                        new OkHttpClient.Builder()
                                .addInterceptor(new StoppingUpload())
                                .build(),
                        true)
                .build();
    }

    private static void waitToBeKilled() {
        System.out.println("here");
        System.out.flush();
        try {
            if (System.in.read() < 0) {
                Runtime.getRuntime().halt(1);
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Counts the puts, and stops at one of them. */
    private static final class StoppingArchive extends DelegatingArchive {
        private final String stop;
        private int step;

        StoppingArchive(Archive target, String stop) {
            super(target);
            this.stop = stop;
        }

        @Override
        protected void put(Put put) throws IOException {
            step++;
            stopAt("before");
            put.run();
            stopAt("after");
        }

        private void stopAt(String when) {
            if (stop.equals(when + " " + step)) {
                waitToBeKilled();
            }
        }
    }

    /** Lets the first part of a file through and stops before the second. */
    private static final class StoppingUpload implements Interceptor {
        private final CountDownLatch first = new CountDownLatch(1);

        @Override
        public Response intercept(Chain chain) throws IOException {
            String part = chain.request().url().queryParameter("partNumber");
            if ("2".equals(part)) {
                awaitFirst();
                waitToBeKilled();
            }
            Response answer = chain.proceed(chain.request());
            if ("1".equals(part)) {
                first.countDown();
            }
            return answer;
        }

        private void awaitFirst() throws IOException {
            try {
                if (!first.await(60, TimeUnit.SECONDS)) {
                    throw new IOException("the first part was not answered");
                }
            } catch (InterruptedException interrupted) {
                throw new IOException("interrupted", interrupted);
            }
        }
    }
}

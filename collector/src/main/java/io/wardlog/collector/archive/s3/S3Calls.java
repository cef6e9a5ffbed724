package io.wardlog.collector.archive.s3;

import io.minio.MinioClient;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.wardlog.collector.archive.S3Config;
import java.io.IOException;

/** How the store is called: names below the prefix, and failures that name operation, object and the store's code, never a credential. */
final class S3Calls {

    private final MinioClient client;
    private final S3Config config;

    /** Names the store's client and the bucket that is meant. */
    S3Calls(MinioClient client, S3Config config) {
        this.client = client;
        this.config = config;
    }

    MinioClient client() {
        return client;
    }

    S3Config config() {
        return config;
    }

    /** The object's name in the bucket. */
    String key(String name) {
        return config.prefix() + name;
    }

    /** A call of the store. */
    interface Call<T> {
        T run() throws IOException, MinioException;
    }

    /** Runs it; {@code what} is a verb for the message when it fails. */
    <T> T call(String what, String name, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (ErrorResponseException e) {
            throw failure(what, name, e.errorResponse().code(), e);
        } catch (MinioException e) {
            throw failure(what, name, e.getMessage(), e);
        } catch (IllegalStateException e) {
            // The client wraps so what its asynchronous half throws, a refused connection for one.
            throw failure(what, name, String.valueOf(e.getCause() == null ? e : e.getCause()), e);
        }
    }

    private IOException failure(String what, String name, String reason, Exception cause) {
        return new IOException("cannot " + what + " " + config.bucket() + "/" + key(name) + ": " + reason, cause);
    }
}

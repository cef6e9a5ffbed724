package io.wardlog.collector.archive;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** An S3 bucket with versioning and object lock as the archive. Credentials are never in the configuration itself. */
public record S3Config(
        @Doc("The store, such as https://s3.hospital.example:9000")
        URI endpoint,

        @Doc("The bucket; it must have versioning and object lock")
        String bucket,

        @Doc("The store's region") @Default("us-east-1") String region,

        @Doc("What the names of all objects begin with, such as wardlog/") @Default("")
        String prefix,

        @Doc("AWS shared credentials file; without it AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of the environment")
        Optional<Path> credentials,

        @Doc("The profile in the credentials file") @Default("default")
        String profile,

        @Doc("Certificate authority of the store (PEM); without it the JDK's own list")
        Optional<Path> ca,

        @Doc("INSECURE: allows an http:// endpoint, over which records travel in the clear") @Default("false")
        boolean allowPlaintext,

        @Doc("Server-side encryption that is asked for: none, sse_s3 or sse_kms") @Default("none")
        Encryption encryption,

        @Doc("With sse_kms: the store's name of the key") Optional<String> kmsKey,

        @Doc("Files above this size are sent in parts of it") @Default("16MiB")
        DataSize partSize,

        @Doc("How long objects stay locked") RetentionConfig retention) {

    private static final long SMALLEST_PART = 5L << 20;

    /** Server-side encryption. */
    public enum Encryption {
        /** What the bucket does by itself. */
        NONE,
        /** With the store's own key. */
        SSE_S3,
        /** With a key of the store's key management. */
        SSE_KMS
    }

    /** Refuses what cannot work, and plaintext that nobody asked for. */
    public S3Config {
        String scheme = endpoint.getScheme();
        if (!"https".equals(scheme) && !"http".equals(scheme)) {
            throw new IllegalArgumentException("endpoint must begin with https://");
        }
        if ("http".equals(scheme) && !allowPlaintext) {
            throw new IllegalArgumentException(
                    "endpoint is http://, over which records travel in the clear; use https://, or set allowPlaintext: true");
        }
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("bucket is no name of a bucket");
        }
        if (!prefix.isEmpty() && (!prefix.endsWith("/") || prefix.startsWith("/"))) {
            throw new IllegalArgumentException("prefix must end with / and not begin with it");
        }
        if ((encryption == Encryption.SSE_KMS) != kmsKey.isPresent()) {
            throw new IllegalArgumentException("kmsKey belongs to encryption: sse_kms");
        }
        if (encryption != Encryption.NONE && "http".equals(scheme)) {
            throw new IllegalArgumentException("encryption is asked for over https:// only");
        }
        if (partSize.bytes() < SMALLEST_PART) {
            throw new IllegalArgumentException("partSize is at least 5MiB");
        }
    }

    /** The same with another file of credentials. */
    public S3Config withCredentials(Path file) {
        return new S3Config(
                endpoint,
                bucket,
                region,
                prefix,
                Optional.of(file),
                profile,
                ca,
                allowPlaintext,
                encryption,
                kmsKey,
                partSize,
                retention);
    }

    /** The same for another bucket and prefix of the store. */
    public S3Config at(String otherBucket, String otherPrefix) {
        return new S3Config(
                endpoint,
                otherBucket,
                region,
                otherPrefix,
                credentials,
                profile,
                ca,
                allowPlaintext,
                encryption,
                kmsKey,
                partSize,
                retention);
    }
}

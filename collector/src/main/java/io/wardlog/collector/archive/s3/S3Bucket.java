package io.wardlog.collector.archive.s3;

import io.minio.DownloadObjectArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.messages.Item;
import io.wardlog.collector.archive.S3Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A bucket, with names below the configured prefix: what is in it, and how something is put there. Safe for use by several threads. */
public final class S3Bucket implements AutoCloseable {

    private final MinioClient client;
    private final S3Config config;
    private final S3Calls calls;
    private final LockedWrites writes;

    /** Takes over the client; the clock says from when on a lock counts. */
    public S3Bucket(MinioClient client, S3Config config, InstantSource clock) {
        this.client = client;
        this.config = config;
        this.calls = new S3Calls(client, config);
        this.writes = new LockedWrites(calls, clock);
    }

    /** Refuses a bucket that does not exist, or that would not keep what it is given. */
    void requireLocking() throws IOException {
        new BucketExamination(calls).run();
    }

    /** How the store is called. */
    S3Calls calls() {
        return calls;
    }

    /** Puts objects here. */
    LockedWrites writes() {
        return writes;
    }

    /** The oldest version of each name that begins so, in the order of names; delete markers are passed over. */
    List<StoredObject> oldestVersions(String prefix) throws IOException {
        return calls.call("list", prefix, () -> {
            Map<String, StoredObject> oldest = new LinkedHashMap<>();
            Map<String, ZonedDateTime> times = new LinkedHashMap<>();
            for (Result<Item> result : list(prefix, true)) {
                Item item = result.get();
                if (item.isDeleteMarker() || item.isDir()) {
                    continue;
                }
                String name = item.objectName().substring(config.prefix().length());
                ZonedDateTime known = times.get(name);
                // Newest first, says S3, so that of two with one time the later listed is the older.
                if (known == null || !item.lastModified().isAfter(known)) {
                    times.put(name, item.lastModified());
                    oldest.put(name, new StoredObject(name, item.versionId(), item.size()));
                }
            }
            return new ArrayList<>(oldest.values());
        });
    }

    /** The names of the folders directly below one, which ends with {@code /}; also of those whose objects are hidden by delete markers. */
    List<String> folders(String parent) throws IOException {
        return calls.call("list", parent, () -> {
            TreeSet<String> folders = new TreeSet<>();
            for (Result<Item> result : list(parent, false)) {
                Item item = result.get();
                String below = item.objectName().substring((config.prefix() + parent).length());
                if (below.endsWith("/")) {
                    folders.add(below.substring(0, below.length() - 1));
                }
            }
            return List.copyOf(folders);
        });
    }

    private Iterable<Result<Item>> list(String prefix, boolean recursive) {
        return client.listObjects(ListObjectsArgs.builder()
                .bucket(config.bucket())
                .prefix(config.prefix() + prefix)
                .recursive(recursive)
                .includeVersions(true)
                .build());
    }

    /** All bytes of a small object. */
    byte[] read(StoredObject object) throws IOException {
        return calls.call("read", object.name(), () -> {
            try (InputStream in = client.getObject(GetObjectArgs.builder()
                    .bucket(config.bucket())
                    .object(calls.key(object.name()))
                    .versionId(object.versionId())
                    .build())) {
                return in.readAllBytes();
            }
        });
    }

    /** Writes the object into a file that does not exist yet. */
    void download(StoredObject object, Path file) throws IOException {
        calls.call("read", object.name(), () -> {
            client.downloadObject(DownloadObjectArgs.builder()
                    .bucket(config.bucket())
                    .object(calls.key(object.name()))
                    .versionId(object.versionId())
                    .filename(file.toString())
                    .build());
            return null;
        });
    }

    @Override
    public void close() throws IOException {
        try {
            client.close();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the S3 client did not close", e);
        }
    }
}

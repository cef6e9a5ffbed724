package io.wardlog.collector.archive.s3;

import io.minio.DownloadObjectArgs;
import io.minio.GetObjectArgs;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.messages.Item;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.prepare.Report;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /**
     * Makes the bucket where there is none, and checks the one that is there, which it never changes.
     *
     * @param dryRun makes none; a missing bucket is a difference then
     */
    public Report init(boolean dryRun) throws IOException {
        return new BucketKeeper(calls).init(dryRun);
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
            Oldest oldest = new Oldest();
            for (Result<Item> result : list(prefix, true)) {
                oldest.add(result.get());
            }
            return oldest.objects();
        });
    }

    /** Keeps of each name the oldest version that is listed. */
    private final class Oldest {
        private final Map<String, StoredObject> objects = new LinkedHashMap<>();
        private final Map<String, ZonedDateTime> times = new HashMap<>();

        void add(Item item) {
            if (item.isDeleteMarker() || item.isDir()) {
                return;
            }
            String name = item.objectName().substring(config.prefix().length());
            ZonedDateTime known = times.get(name);
            // Newest first, says S3, so that of two with one time the later listed is the older.
            if (known == null || !item.lastModified().isAfter(known)) {
                times.put(name, item.lastModified());
                objects.put(name, new StoredObject(name, item.versionId(), item.size()));
            }
        }

        List<StoredObject> objects() {
            return List.copyOf(objects.values());
        }
    }

    /** The oldest version of a name. */
    Optional<StoredObject> oldestVersion(String name) throws IOException {
        return oldestVersions(name).stream()
                .filter(object -> object.name().equals(name))
                .findFirst();
    }

    /** The names in a folder, which ends with {@code /}, behind one of them, without the folder: those of the next {@code size} versions. */
    LastManifests.Page page(String folder, String after, int size) throws IOException {
        return calls.call("list", folder + after, () -> {
            LinkedHashSet<String> names = new LinkedHashSet<>();
            int entries = 0;
            for (Result<Item> result : list(folder, after, size)) {
                String key = result.get().objectName();
                names.add(key.substring((config.prefix() + folder).length()));
                entries++;
                if (entries == size) {
                    return new LastManifests.Page(List.copyOf(names), false);
                }
            }
            return new LastManifests.Page(List.copyOf(names), true);
        });
    }

    /**
     * What lies directly below a folder.
     *
     * @param objects the oldest version of each, in the order of names
     * @param folders their names, also of those whose objects are hidden by delete markers
     */
    record Children(List<StoredObject> objects, List<String> folders) {}

    /** What lies directly below a folder, which ends with {@code /}. */
    Children children(String parent) throws IOException {
        return calls.call("list", parent, () -> {
            Oldest oldest = new Oldest();
            TreeSet<String> folders = new TreeSet<>();
            for (Result<Item> result : list(parent, false)) {
                Item item = result.get();
                String below = item.objectName().substring((config.prefix() + parent).length());
                if (below.endsWith("/")) {
                    folders.add(below.substring(0, below.length() - 1));
                } else {
                    oldest.add(item);
                }
            }
            return new Children(oldest.objects(), List.copyOf(folders));
        });
    }

    /** The names of the folders directly below one, which ends with {@code /}. */
    List<String> folders(String parent) throws IOException {
        return children(parent).folders();
    }

    private Iterable<Result<Item>> list(String prefix, boolean recursive) {
        return client.listObjects(versions(prefix, recursive).build());
    }

    private Iterable<Result<Item>> list(String folder, String after, int size) {
        return client.listObjects(versions(folder, true)
                .keyMarker(config.prefix() + folder + after)
                .maxKeys(size)
                .build());
    }

    private ListObjectsArgs.Builder versions(String prefix, boolean recursive) {
        return ListObjectsArgs.builder()
                .bucket(config.bucket())
                .prefix(config.prefix() + prefix)
                .recursive(recursive)
                .includeVersions(true);
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

package io.wardlog.collector.archive.s3;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestName;
import io.wardlog.collector.archive.ManifestReading;
import io.wardlog.collector.archive.WorkDirectory;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An archive in an S3 bucket. It puts with a COMPLIANCE lock and reads the lock back; it never deletes, never overwrites, and needs no conditional
 * writes. Of a name with several versions the oldest counts: that one was locked when it was archived, and a later one can only be a mistake or an
 * attack. The bucket is looked at before its first use, and refused without versioning and object lock. Nobody goes on behind a manifest that is not
 * locked.
 *
 * <p>Manifests lie under {@code manifests/<topic>/<topicId>/<partition>/}, as in a directory, so that a copy of the bucket is an archive as well.
 */
public final class S3Archive implements Archive, AutoCloseable {

    private static final String MANIFESTS = "manifests/";

    private final S3Bucket bucket;
    private final DownloadedFiles downloads;
    private volatile boolean examined;

    /** Uses {@code downloads}, a directory of its own, for files that are being read. */
    public S3Archive(S3Bucket bucket, WorkDirectory downloads) {
        this.bucket = bucket;
        this.downloads = new DownloadedFiles(downloads);
    }

    @Override
    public void putFile(String name, Path local) throws IOException {
        examine();
        bucket.writes().put(name, local);
    }

    @Override
    public void putManifest(Manifest manifest) throws IOException {
        examine();
        bucket.writes()
                .put(folder(manifest.source()) + ManifestName.of(manifest, UUID.randomUUID()), manifest.toJson());
    }

    @Override
    public List<ManifestReading> manifests(ArchivedPartition source) throws IOException {
        examine();
        List<ManifestReading> readings = new ArrayList<>();
        for (StoredObject object : manifestObjects(source)) {
            readings.add(read(source, object));
        }
        return readings;
    }

    @Override
    public List<ManifestReading> furthest(ArchivedPartition source) throws IOException {
        examine();
        String folder = folder(source);
        LastManifests last = new LastManifests(after -> bucket.page(folder, after, LastManifests.PAGE));
        List<ManifestReading> readings = new ArrayList<>();
        List<String> names = last.before(Long.MAX_VALUE);
        while (!names.isEmpty()) {
            for (String name :
                    names.stream().sorted(ManifestName.furthestFirst()).toList()) {
                Optional<StoredObject> object = bucket.oldestVersion(folder + name);
                if (object.isPresent()) {
                    readings.add(read(source, object.get()));
                    if (readings.get(readings.size() - 1) instanceof ManifestReading.Read) {
                        bucket.writes().requireLock(object.get());
                        return readings;
                    }
                }
            }
            names = last.before(ManifestName.start(names.get(0)).orElseThrow());
        }
        return readings;
    }

    private List<StoredObject> manifestObjects(ArchivedPartition source) throws IOException {
        return bucket.oldestVersions(folder(source)).stream()
                .filter(object -> ManifestName.isManifest(object.name()))
                .toList();
    }

    private static String fileName(StoredObject object) {
        return object.name().substring(object.name().lastIndexOf('/') + 1);
    }

    @Override
    public List<ArchivedPartition> partitions() throws IOException {
        examine();
        List<ArchivedPartition> partitions = new ArrayList<>();
        for (String topic : bucket.folders(MANIFESTS)) {
            for (String topicId : bucket.folders(MANIFESTS + topic + "/")) {
                for (String partition : bucket.folders(MANIFESTS + topic + "/" + topicId + "/")) {
                    partitions.add(new ArchivedPartition(topic, topicId, number(partition)));
                }
            }
        }
        partitions.sort(Comparator.comparing(ArchivedPartition::topic)
                .thenComparing(ArchivedPartition::topicId)
                .thenComparingInt(ArchivedPartition::partition));
        return partitions;
    }

    @Override
    public Path file(String name) throws IOException {
        examine();
        requireInside(name);
        StoredObject object = bucket.oldestVersion(name).orElseThrow(() -> new NoSuchFileException(name));
        return downloads.get(object, bucket);
    }

    @Override
    public void close() throws IOException {
        downloads.close();
        bucket.close();
    }

    private void examine() throws IOException {
        if (!examined) {
            bucket.requireLocking();
            examined = true;
        }
    }

    /** Folder and name say again what the manifest says: they must agree. */
    private ManifestReading read(ArchivedPartition source, StoredObject object) throws IOException {
        try {
            Manifest manifest = Manifest.parse(bucket.read(object));
            if (!manifest.source().equals(source) || !ManifestName.agrees(fileName(object), manifest)) {
                return new ManifestReading.Corrupt(
                        object.name(), "the manifest is for another partition or range than its name");
            }
            return new ManifestReading.Read(object.name(), manifest);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return new ManifestReading.Corrupt(object.name(), e.getMessage());
        }
    }

    private static String folder(ArchivedPartition source) {
        return MANIFESTS + source.topic() + "/" + source.topicId() + "/" + source.partition() + "/";
    }

    private static int number(String partition) throws IOException {
        try {
            return Integer.parseInt(partition);
        } catch (NumberFormatException e) {
            throw new IOException("not a partition's folder: " + partition, e);
        }
    }

    private static void requireInside(String name) {
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException("a name must stay inside the archive");
            }
        }
    }
}

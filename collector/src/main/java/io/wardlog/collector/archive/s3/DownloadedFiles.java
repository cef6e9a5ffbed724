package io.wardlog.collector.archive.s3;

import io.wardlog.collector.archive.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Local copies of the last few objects that were asked for. Safe for use by several threads. */
final class DownloadedFiles implements AutoCloseable {
    private static final int KEPT = 8;

    private final WorkDirectory directory;
    private final Map<StoredObject, Path> files = new LinkedHashMap<>(KEPT, 0.75f, true);

    DownloadedFiles(WorkDirectory directory) {
        this.directory = directory;
    }

    /** A local copy; it goes when {@value #KEPT} others were asked for after it. */
    synchronized Path get(StoredObject object, S3Bucket bucket) throws IOException {
        Path known = files.get(object);
        if (known != null) {
            return known;
        }
        Path file = directory.newFile(suffix(object.name()));
        bucket.download(object, file);
        files.put(object, file);
        if (files.size() > KEPT) {
            StoredObject eldest = files.keySet().iterator().next();
            Files.deleteIfExists(files.remove(eldest));
        }
        return file;
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('/') + 1).replaceFirst("^[^.]*", "");
    }

    @Override
    public synchronized void close() throws IOException {
        for (Path file : files.values()) {
            Files.deleteIfExists(file);
        }
        files.clear();
    }
}

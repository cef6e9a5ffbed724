package io.wardlog.edge.life;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/** Some files, and whether they are still as they were when last asked; at first they count as changed. Not thread-safe. */
final class WatchedFiles {

    private final List<Path> files;
    private List<Stamp> seen = List.of();

    /** What changes when a file is written or replaced, or when others may read it. */
    private record Stamp(String key, long size, String modified, String rights) {
        static Stamp of(Path file) {
            try {
                BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(
                        Objects.toString(is.fileKey()),
                        is.size(),
                        is.lastModifiedTime().toString(),
                        rights(file));
            } catch (IOException gone) {
                return new Stamp("", -1, "", "");
            }
        }

        /** As numbers, for which nobody need be asked. */
        private static String rights(Path file) throws IOException {
            return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                    ? Files.readAttributes(file, "unix:mode,uid,gid").toString()
                    : "";
        }
    }

    WatchedFiles(List<Path> files) {
        this.files = List.copyOf(files);
    }

    /** Whether a file is another than at the last call. */
    boolean changed() {
        List<Stamp> now = stamps();
        boolean same = now.equals(seen);
        seen = now;
        return !same;
    }

    private List<Stamp> stamps() {
        return files.stream().map(Stamp::of).toList();
    }
}

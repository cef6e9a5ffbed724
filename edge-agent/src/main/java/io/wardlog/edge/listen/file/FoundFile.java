package io.wardlog.edge.listen.file;

import io.wardlog.edge.listen.file.FileNames.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A regular file of a directory. Links are not followed: they could lead out of the volume.
 *
 * @param kind what its name says
 * @param key device and inode, or the name where the file system has no such key
 */
record FoundFile(Path path, Kind kind, String key, FileTime modified, long size) {

    /** All that are there now, links and directories left out. */
    static List<FoundFile> in(Path directory, FileNames names) throws IOException {
        List<FoundFile> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path path : entries) {
                of(path, names).ifPresent(found::add);
            }
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
        return found;
    }

    private static Optional<FoundFile> of(Path path, FileNames names) throws IOException {
        try {
            BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String name = path.getFileName().toString();
            String key = is.fileKey() == null ? name : is.fileKey().toString();
            return is.isRegularFile()
                    ? Optional.of(new FoundFile(path, names.of(name), key, is.lastModifiedTime(), is.size()))
                    : Optional.empty();
        } catch (NoSuchFileException renamed) {
            return Optional.empty(); // between listing and looking; it is found under its new name
        }
    }

    /** Whether it has not been written to for this long. */
    boolean isOlderThan(Duration age) {
        return System.currentTimeMillis() - modified.toMillis() >= age.toMillis();
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Opens this very file; empty when another stands under its name by now. */
    Optional<FollowedFile> open(FileShared shared) throws IOException {
        FileChannel channel;
        try {
            channel = shared.opener().open(path);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        boolean same = false;
        try {
            same = of(path, shared.names()).filter(now -> now.key().equals(key)).isPresent();
        } finally {
            if (!same) {
                channel.close();
            }
        }
        return same ? Optional.of(new FollowedFile(channel, key)) : Optional.empty();
    }
}

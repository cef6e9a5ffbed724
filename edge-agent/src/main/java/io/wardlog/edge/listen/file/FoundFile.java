package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.listen.file.FileNames.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A regular file of a directory. Links are not followed: they could lead out of the volume.
 *
 * @param path its name, without its directory
 * @param kind what its name says
 * @param key device and inode, or the name where the file system has no such key
 */
record FoundFile(Path path, Kind kind, String key, FileTime modified, long size) {

    /**
     * All that are there now, links and directories left out. Names that are not read come last: another of the same file may be.
     *
     * @param hidden is told of what the system says nothing of, one name among others
     * @throws IOException when the directory cannot be listed, or the system says nothing of all that is in it
     */
    static List<FoundFile> in(Folder folder, FileNames names, BiConsumer<Path, IOException> hidden) throws IOException {
        List<FoundFile> found = new ArrayList<>();
        Map<Path, IOException> failures = new LinkedHashMap<>();
        List<Path> all = folder.names();
        for (Path name : all) {
            try {
                of(folder, name, names).ifPresent(found::add);
            } catch (IOException failed) {
                failures.put(name, failed);
            }
        }
        if (!all.isEmpty() && failures.size() == all.size()) {
            throw failures.values().iterator().next();
        }
        failures.forEach(hidden);
        found.sort(Comparator.comparing(file -> file.kind() == Kind.OTHER));
        return found;
    }

    /** The regular file of this name, if there is one. */
    static Optional<FoundFile> of(Folder folder, Path path, FileNames names) throws IOException {
        try {
            BasicFileAttributes is = folder.attributes(path);
            String name = path.toString();
            String key = is.fileKey() == null ? name : is.fileKey().toString();
            return is.isRegularFile()
                    ? Optional.of(new FoundFile(path, names.of(name), key, is.lastModifiedTime(), is.size()))
                    : Optional.empty();
        } catch (NoSuchFileException renamed) {
            return Optional.empty(); // between listing and looking; it is found under its new name
        }
    }

    String name() {
        return path.toString();
    }

    /** Whether it has not been written to for this long. */
    boolean isOlderThan(Duration age) {
        return System.currentTimeMillis() - modified.toMillis() >= age.toMillis();
    }

    /** Opens this very file; empty when another stands under its name by now. */
    Optional<FollowedFile> open(Folder folder, FileNames names, FileFingerprints fingerprints) throws IOException {
        FileChannel channel;
        try {
            channel = folder.open(path);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
        boolean same = false;
        try {
            same = of(folder, path, names).filter(now -> now.key().equals(key)).isPresent();
        } finally {
            if (!same) {
                channel.close();
            }
        }
        return same ? Optional.of(new FollowedFile(channel, key, fingerprints)) : Optional.empty();
    }
}

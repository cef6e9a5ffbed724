package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** Opens files and counts those that are open; never more than there may be. Confined to the file listener's thread. */
final class OpenFiles {

    private final int most;
    private final FileNames names;
    private final FileMetrics metrics;
    private int open;

    OpenFiles(int most, FileNames names, FileMetrics metrics) {
        this.most = most;
        this.names = names;
        this.metrics = metrics;
    }

    /**
     * Opens this very file; empty when another stands under its name by now.
     *
     * @throws IOException when it cannot be opened, or there is no room for one more
     */
    Optional<FollowedFile> open(FoundFile found, Folder folder) throws IOException {
        if (open >= most) {
            throw new FileSystemException(null, null, "file.maxOpenFiles (" + most + ") are open");
        }
        Optional<FollowedFile> opened = found.open(folder, names);
        opened.ifPresent(file -> metrics.open(++open));
        return opened;
    }

    /** It is read no more. */
    void close(FollowedFile file) throws IOException {
        metrics.open(--open);
        file.close();
    }
}

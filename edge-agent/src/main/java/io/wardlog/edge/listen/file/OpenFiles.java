package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** Opens files and counts those that are open; never more than there may be. Confined to the file listener's thread. */
final class OpenFiles {

    private final int most;
    private final FileNames names;
    private final FileListeners.Parts parts;
    private int open;

    OpenFiles(int most, FileNames names, FileListeners.Parts parts) {
        this.most = most;
        this.names = names;
        this.parts = parts;
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
        Optional<FollowedFile> opened = found.open(folder, names, parts.fingerprints());
        opened.ifPresent(file -> parts.metrics().open(++open));
        return opened;
    }

    /** It is read no more. */
    void close(FollowedFile file) throws IOException {
        parts.metrics().open(--open);
        file.close();
    }
}

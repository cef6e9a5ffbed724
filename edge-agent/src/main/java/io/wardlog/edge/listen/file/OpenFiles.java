package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Opens files and counts those that are open; never more than there may be, the last quarter for devices that have few. What an application writes to stays
 * open, so that one with many files would otherwise keep those of all others from being read. Confined to the file listener's thread.
 */
final class OpenFiles {

    /** That part of all is kept for devices that have few. */
    private static final int KEPT_PART = 4;
    /** So small a part of all are few: 16 of 4,096. */
    private static final int FEW_PART = 256;

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
     * @param own how many files of the same device are open
     * @throws IOException when it cannot be opened, or there is no room for one more
     */
    Optional<FollowedFile> open(FoundFile found, Folder folder, int own) throws IOException {
        if (isFull(own)) {
            String kept = hasFew(own) ? " are open" : " are open, but for a quarter that is kept for devices with few";
            throw new FileSystemException(null, null, "file.maxOpenFiles (" + most + ")" + kept);
        }
        Optional<FollowedFile> opened = found.open(folder, names, parts.fingerprints());
        opened.ifPresent(file -> parts.metrics().open(++open));
        return opened;
    }

    /** Whether a device of which so many files are open can open no other. */
    boolean isFull(int own) {
        return open >= most - (hasFew(own) ? 0 : most / KEPT_PART);
    }

    private boolean hasFew(int own) {
        return own < Math.max(1, most / FEW_PART);
    }

    /** It is read no more. */
    void close(FollowedFile file) throws IOException {
        parts.metrics().open(--open);
        file.close();
    }
}

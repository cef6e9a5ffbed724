package io.wardlog.edge.listen.file;

import java.io.IOException;

/** What the file listener asks of the file system that holds its volume. */
@FunctionalInterface
interface Volume {

    /**
     * Opens the directory of this name in the volume: itself, never what a link points to.
     *
     * @throws IOException when it is gone or no directory, or the agent may not read it, or has too many files open
     */
    Folder open(String name) throws IOException;
}

package io.wardlog.edge.journal;

import java.nio.file.Path;

/**
 * A place in the journal's files.
 *
 * @param file the file
 * @param offset bytes from its start
 */
public record Place(Path file, long offset) {

    @Override
    public String toString() {
        return file + "@" + offset;
    }
}

package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Opens files for reading. */
@FunctionalInterface
interface FileOpener {

    /** The system's, which follows no link. */
    FileOpener SYSTEM = path -> FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));

    /** @throws IOException when the file is gone, or the agent may not read it, or has too many open */
    FileChannel open(Path path) throws IOException;
}

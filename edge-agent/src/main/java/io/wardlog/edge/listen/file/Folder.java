package io.wardlog.edge.listen.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * An open directory. Whoever may write there cannot make a name lead elsewhere: no link is followed, and what the directory's own path
 * becomes does not matter. Confined to the file listener's thread.
 */
interface Folder extends Closeable {

    /** The names of all that is in it, without their directory: the very bytes, whatever they mean. */
    List<Path> names() throws IOException;

    /** What stands under the name now: a link is a link. */
    BasicFileAttributes attributes(Path name) throws IOException;

    /**
     * Opens what stands under the name for reading, in bounded time whatever that is: a named pipe that nobody writes to is refused.
     *
     * @throws IOException when it is gone or a link, or the agent may not read it, or has too many files open
     */
    FileChannel open(Path name) throws IOException;

    /** Gives a file another name, which must be one that nobody has. */
    void rename(Path from, Path to) throws IOException;

    /** Gives a file another name in addition; fails when there is one of that name. */
    void link(Path existing, Path name) throws IOException;

    /** Removes a name. */
    void delete(Path name) throws IOException;
}

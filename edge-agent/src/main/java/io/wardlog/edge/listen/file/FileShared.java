package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.listen.ListenServices;
import java.util.concurrent.Executor;

/**
 * What all folders share.
 *
 * @param opener opens the files
 * @param thread runs what it is given on the file listener's thread; callable from any
 */
record FileShared(
        FileConfig config,
        FileNames names,
        FileLines lines,
        ListenServices services,
        FileOpener opener,
        Executor thread) {

    FileShared(FileConfig config, FileLines lines, ListenServices services, FileOpener opener, Executor thread) {
        this(config, new FileNames(config.names()), lines, services, opener, thread);
    }
}

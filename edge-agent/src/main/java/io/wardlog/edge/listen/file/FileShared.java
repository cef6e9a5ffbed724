package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.listen.ListenServices;
import java.util.concurrent.Executor;

/**
 * What all folders share.
 *
 * @param thread runs what it is given on the file listener's thread; callable from any
 */
record FileShared(
        FileConfig config,
        FileNames names,
        FileListeners.Parts parts,
        ListenServices services,
        OpenFiles files,
        Executor thread) {

    static FileShared of(FileConfig config, FileListeners.Parts parts, ListenServices services, Executor thread) {
        FileNames names = new FileNames(config.names());
        OpenFiles files = new OpenFiles(config.maxOpenFiles(), names, parts);
        return new FileShared(config, names, parts, services, files, thread);
    }

    FileLines lines() {
        return parts.lines();
    }

    FileFingerprints fingerprints() {
        return parts.fingerprints();
    }
}

package io.wardlog.edge.listen.file;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Listener;
import java.util.Map;

/** Makes the file listener. */
public final class FileListeners {

    private FileListeners() {}

    /**
     * What the listener needs beside what every one does.
     *
     * @param lines takes the lines
     * @param fingerprints makes what files are known again by
     * @param metrics counts
     */
    public record Parts(FileLines lines, FileFingerprints fingerprints, FileMetrics metrics) {}

    /** A listener that has not started yet. It opens no port; a volume that is not there yet is waited for. */
    public static Listener create(FileConfig config, Parts parts, ListenServices services) {
        return create(config, parts, services, new SystemVolume(config.directory()));
    }

    static Listener create(FileConfig config, Parts parts, ListenServices services, Volume volume) {
        Promise<Void> ended = Promise.promise();
        FileFollower follower = new FileFollower(config, parts, services, volume, ended::complete);
        return new Listener() {
            @Override
            public Future<Void> start() {
                follower.start();
                return Future.succeededFuture();
            }

            @Override
            public Map<String, Integer> ports() {
                return Map.of();
            }

            @Override
            public Future<Void> reloadTls() {
                return Future.succeededFuture();
            }

            @Override
            public Future<Void> stop() {
                follower.stop();
                return ended.future();
            }
        };
    }
}

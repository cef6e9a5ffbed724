package io.wardlog.edge.listen.file;

import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.file.FileNames.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rotated files of one device that were read to their end and rest: they are not kept open, however many there are, until one of them
 * changes; and those that custody has confirmed may be deleted. Confined to the file listener's thread.
 */
final class FinishedFiles {

    private static final Logger log = LoggerFactory.getLogger(FinishedFiles.class);

    /** From when on a file that does not change is closed. */
    private static final Duration RESTS_AFTER = Duration.ofMinutes(1);

    private final String deviceId;
    private final FileShared shared;
    private final Map<String, FoundFile> resting = new HashMap<>();

    FinishedFiles(String deviceId, FileShared shared) {
        this.deviceId = deviceId;
        this.shared = shared;
    }

    /** Whether the file, which is not open, needs not be opened: it was read to its end, and is as it was then. */
    boolean rests(FoundFile found) {
        if (found.equals(resting.get(found.key())) && !mayBeDeleted(found)) {
            return true;
        }
        resting.remove(found.key());
        Optional<FilePosition> settled = shared.lines().position(deviceId, found.key());
        boolean finished = found.kind() == Kind.ROTATED
                && settled.isPresent()
                && settled.get().name().equals(found.name())
                && settled.get().offset() == found.size()
                && found.modified().toMillis() * 1_000 < settled.get().atMicros();
        if (finished && !mayBeDeleted(found)) {
            resting.put(found.key(), found);
            return true;
        }
        return false;
    }

    /** Only these are there. */
    void retain(Set<String> keys) {
        resting.keySet().retainAll(keys);
    }

    /** Whether the file was closed, because it is read to its end and has not changed for a while. */
    boolean close(Tail tail, FoundFile found) throws IOException {
        if (!isFinished(tail) || !found.isOlderThan(RESTS_AFTER) || mayBeDeleted(found)) {
            return false;
        }
        tail.file().close();
        resting.put(found.key(), found);
        return true;
    }

    /** Deletes the file if that is wanted. A writer that has it still open loses nothing: it is read to its end after that, too. */
    void delete(Tail tail, FoundFile found) throws IOException {
        if (isFinished(tail) && mayBeDeleted(found) && Files.deleteIfExists(found.path())) {
            log.atInfo()
                    .addKeyValue("deviceId", deviceId)
                    .addKeyValue("name", FileFollower.printable(tail.name()))
                    .log("file_deleted");
        }
    }

    private static boolean isFinished(Tail tail) throws IOException {
        return tail.kind() == Kind.ROTATED
                && tail.isPlaced()
                && !tail.isUnderWay()
                && tail.file().isAtEnd();
    }

    private boolean mayBeDeleted(FoundFile found) {
        return shared.config().deleteConfirmed()
                && found.kind() == Kind.ROTATED
                && found.isOlderThan(shared.config().deleteAfter())
                && shared.lines().isConfirmed(deviceId, found.key());
    }
}

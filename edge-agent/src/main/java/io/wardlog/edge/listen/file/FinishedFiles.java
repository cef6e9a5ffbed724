package io.wardlog.edge.listen.file;

import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.file.FileNames.Kind;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
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

    /** Numbers from here on are of names that nobody else makes. */
    private static final long FIRST_NUMBER = 1_000_000_000_000_000_000L;

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

    /** Whether the file need not be open any more, because it is read to its end and has not changed for a while. */
    boolean mayClose(Tail tail, FoundFile found) throws IOException {
        if (!isFinished(tail) || !found.isOlderThan(RESTS_AFTER) || mayBeDeleted(found)) {
            return false;
        }
        resting.put(found.key(), found);
        return true;
    }

    /**
     * Deletes the file if that is wanted, under a name that nobody else uses: under its own, another file may stand by now. A writer that has it
     * still open loses nothing: it is read to its end after that, too. If the process ends in between, a rotated file has another name.
     */
    void delete(Tail tail, FoundFile found, Folder folder) throws IOException {
        if (!isFinished(tail) || !mayBeDeleted(found)) {
            return;
        }
        Path aside = Path.of(found.name() + '.' + ThreadLocalRandom.current().nextLong(FIRST_NUMBER, Long.MAX_VALUE));
        try {
            folder.rename(found.path(), aside);
        } catch (NoSuchFileException gone) {
            return;
        }
        boolean isIt = FoundFile.of(folder, aside, shared.names())
                .filter(now -> now.key().equals(found.key()))
                .isPresent();
        if (isIt && tail.file().isAtEnd()) {
            folder.delete(aside);
            log.atInfo()
                    .addKeyValue("deviceId", deviceId)
                    .addKeyValue("name", FileFollower.printable(tail.name()))
                    .log("file_deleted");
        } else {
            putBack(found.path(), aside, folder);
        }
    }

    /** Under its own name, unless somebody took that; else it is read under the other. */
    private void putBack(Path name, Path aside, Folder folder) {
        try {
            folder.link(aside, name);
            folder.delete(aside);
            log.atInfo()
                    .addKeyValue("deviceId", deviceId)
                    .addKeyValue("name", FileFollower.printable(name.toString()))
                    .log("file_put_back");
        } catch (IOException | UnsupportedOperationException taken) {
            log.atInfo()
                    .addKeyValue("deviceId", deviceId)
                    .addKeyValue("name", FileFollower.printable(aside.toString()))
                    .log("file_not_put_back");
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

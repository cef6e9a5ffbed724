package io.wardlog.edge.listen.file;

import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.file.FileNames.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
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
 * The files of one device that were read to their end and rest: rotated ones are not kept open, however many there are, nor others for which
 * there is no room, until one of them changes; and those that custody has confirmed may be deleted. Confined to the file listener's thread.
 */
final class FinishedFiles {

    private static final Logger log = LoggerFactory.getLogger(FinishedFiles.class);

    /** From when on a file that does not change is closed. */
    private static final Duration RESTS_AFTER = Duration.ofMinutes(1);

    /** So long a file is left that could not be deleted: to try it, all of it is read. */
    private static final Duration PUT_OFF = Duration.ofHours(1);

    /** Numbers from here on are of names that nobody else makes. */
    private static final long FIRST_NUMBER = 1_000_000_000_000_000_000L;

    private final String deviceId;
    private final FileShared shared;
    private final Map<String, FoundFile> resting = new HashMap<>();
    /** Until when files are not tried again that could not be deleted. */
    private final Map<String, Long> putOff = new HashMap<>();
    /** Whether it is said that files of this device cannot be deleted. */
    private boolean isTold;

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
        putOff.keySet().retainAll(keys);
    }

    /**
     * Whether the file need not be open any more, because it is read to its end and has not changed for a while; one that an application
     * may still write to only when there is no room for others.
     */
    boolean mayClose(Tail tail, FoundFile found, boolean noRoom) throws IOException {
        Optional<FilePosition> settled = shared.lines().position(deviceId, found.key());
        boolean isDone = isRead(tail)
                || settled.isEmpty() && tail.isEmpty() && tail.file().size() == 0;
        boolean mayGoOn = tail.kind() != Kind.ROTATED || tail.file().begun() > 0;
        if (!isDone || mayGoOn && !noRoom || !found.isOlderThan(RESTS_AFTER) || mayBeDeleted(found)) {
            return false;
        }
        if (settled.isPresent() && !settled.get().name().equals(found.name())) {
            tail.misplaced(); // its name goes on record first: that of a rotated file says that it was read
            return false;
        }
        resting.put(found.key(), found);
        return true;
    }

    /**
     * Deletes the file if that is wanted, under a name that nobody else uses: under its own, another file may stand by now. A writer that has it
     * still open loses nothing: it is read to its end after that, too. If the process ends in between, a rotated file has another name. What cannot be
     * deleted is left for {@link #PUT_OFF}.
     */
    void delete(Tail tail, FoundFile found, Folder folder) throws IOException {
        if (!isFinished(tail) || !mayBeDeleted(found)) {
            return;
        }
        try {
            Path aside = aside(found);
            folder.rename(found.path(), aside);
            deleteAside(tail, found, aside, folder);
            isTold = false;
        } catch (NoSuchFileException gone) {
            return;
        } catch (IOException failed) {
            putOff(found, failed);
        }
    }

    private static Path aside(FoundFile found) throws IOException {
        try {
            return Path.of(found.name() + '.' + ThreadLocalRandom.current().nextLong(FIRST_NUMBER, Long.MAX_VALUE));
        } catch (InvalidPathException unwritable) {
            throw new FileSystemException(null, null, "its name cannot be written in the locale of this process");
        }
    }

    private void putOff(FoundFile found, IOException failed) {
        putOff.put(found.key(), System.nanoTime() + PUT_OFF.toNanos());
        if (!isTold) {
            isTold = true;
            log.atWarn()
                    .addKeyValue("deviceId", deviceId)
                    .addKeyValue("name", FileFollower.printable(found.name()))
                    .addKeyValue("reason", FileTroubles.reason(failed))
                    .log("file_not_deleted");
        }
    }

    private void deleteAside(Tail tail, FoundFile found, Path aside, Folder folder) throws IOException {
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
        return tail.kind() == Kind.ROTATED && isRead(tail) && tail.file().isAtEnd();
    }

    private static boolean isRead(Tail tail) throws IOException {
        return tail.isPlaced() && !tail.isUnderWay() && tail.file().isReadToEnd();
    }

    private boolean isPutOff(String key) {
        Long until = putOff.get(key);
        return until != null && System.nanoTime() - until < 0;
    }

    private boolean mayBeDeleted(FoundFile found) {
        return shared.config().deleteConfirmed()
                && found.kind() == Kind.ROTATED
                && found.isOlderThan(shared.config().deleteAfter())
                && !isPutOff(found.key())
                && shared.lines().isConfirmed(deviceId, found.key());
    }
}

package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.listen.file.FileNames.Kind;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A file of a device: what its directory says of it now, and how much of it is on its way to the disk. Confined to the file
 * listener's thread.
 */
final class Tail {

    /** Rotated files first, the eldest first: what was written first is recorded first. */
    static final Comparator<Tail> ORDER = Comparator.comparing((Tail tail) -> tail.kind == Kind.LIVE)
            .thenComparing(tail -> tail.modified)
            .thenComparing(tail -> tail.name, FileNames.OLDEST_FIRST);

    private static final int MOST_LINES = 128;
    private static final int MOST_PASSED = 32;
    private static final long MOST_BYTES = 512 * 1024;

    private final FollowedFile file;
    private final Deque<FileStep.To> passed = new ArrayDeque<>();
    private String name;
    private Kind kind;
    private FileTime modified;
    private long size;
    private boolean listed;
    private long changedAt;
    private long goneSince;
    private long unplacedSince = System.nanoTime();
    private Optional<String> waitsFor = Optional.empty();
    private boolean known;
    private boolean placed;
    private boolean lookedAgain;
    private int linesUnderWay;
    private long bytesUnderWay;

    Tail(FollowedFile file) {
        this.file = file;
    }

    FollowedFile file() {
        return file;
    }

    String name() {
        return name;
    }

    Kind kind() {
        return kind;
    }

    /** The directory holds it, under this name; {@code nanos} is now. */
    void seen(FoundFile found, long nanos) {
        if (!listed || found.size() != size || !found.modified().equals(modified)) {
            changedAt = nanos;
        }
        name = found.name();
        kind = found.kind() == Kind.OTHER ? Kind.ROTATED : found.kind(); // known by its key, however it is called
        modified = found.modified();
        size = found.size();
        listed = true;
        lookedAgain = true;
    }

    /** The directory does not hold it any more; {@code nanos} is now. */
    void missing(long nanos) {
        if (listed) {
            goneSince = nanos;
        }
        listed = false;
        lookedAgain = true;
    }

    boolean isListed() {
        return listed;
    }

    /** Whether it had no bytes when it was looked at. */
    boolean isEmpty() {
        return size == 0;
    }

    /** Since when it is missing. */
    long goneSince() {
        return goneSince;
    }

    /** Whether it has been as it is for this long. */
    boolean isStillFor(Duration time) {
        return System.nanoTime() - changedAt >= time.toNanos();
    }

    /** It stands where it is settled; its next lines may be handed over. */
    void placed() {
        placed = true;
        known = true;
        waitsFor = Optional.empty();
    }

    /** It must be placed anew: something of it was not taken, or it is not what it was. */
    void misplaced() {
        if (placed) {
            lookedAgain = false;
            unplacedSince = System.nanoTime();
        }
        placed = false;
    }

    /** Whether it has not been placed for this long. */
    boolean isUnplacedFor(Duration time) {
        return !placed && System.nanoTime() - unplacedSince >= time.toNanos();
    }

    /** It is a copy of the file of this key, which must be read first; of none when that is empty. */
    void waitsFor(Optional<String> key) {
        waitsFor = key;
    }

    /** Whether it goes on where the file of this key ends. */
    boolean goesOnBehind(String key) {
        return waitsFor.filter(key::equals).isPresent();
    }

    boolean isPlaced() {
        return placed;
    }

    /** Whether it was placed before in this run. */
    boolean wasPlaced() {
        return known;
    }

    /** Whether the directory was looked at since it was misplaced. */
    boolean isLookedAgain() {
        return lookedAgain;
    }

    /** A line of it that ended here is handed over. */
    void passed(FileStep.To position) {
        if (!passed.isEmpty() && passed.getLast().offset() >= position.offset()) {
            passed.removeIf(point -> point.offset() >= position.offset());
        }
        if (passed.size() == MOST_PASSED) {
            passed.removeFirst();
        }
        passed.addLast(position);
    }

    /** Where its last lines ended, in their order. */
    List<FileStep.To> passed() {
        return List.copyOf(passed);
    }

    void underWay(long bytes) {
        linesUnderWay++;
        bytesUnderWay += bytes;
    }

    void answered(long bytes) {
        linesUnderWay--;
        bytesUnderWay -= bytes;
    }

    boolean isUnderWay() {
        return linesUnderWay > 0;
    }

    boolean hasRoom() {
        return linesUnderWay < MOST_LINES && bytesUnderWay < MOST_BYTES;
    }
}

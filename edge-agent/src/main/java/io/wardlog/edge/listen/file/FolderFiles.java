package io.wardlog.edge.listen.file;

import io.wardlog.edge.listen.file.FileNames.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files a device has: {@link #look} opens what came, and lets go of what is gone and read. Confined to the file listener's
 * thread.
 */
final class FolderFiles {

    private static final Logger log = LoggerFactory.getLogger(FolderFiles.class);

    /** How long a writer may take to leave a file that was deleted; not longer than it is remembered. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int MOST_NAMED = 1_000;

    private final String deviceId;
    private final FileShared shared;
    private final HandOver handOver;
    private final FinishedFiles finished;
    private final Forgetting forgetting;
    private final FileTroubles unopened;
    private final FileTroubles unread;
    /** By their names, for nothing else is known of them. */
    private final FileTroubles hidden;

    private final Duration grace;
    private final Map<String, Tail> tails = new HashMap<>();
    private final Set<String> named = new LinkedHashSet<>();
    private List<Tail> order = List.of();
    private Set<String> there = Set.of();

    FolderFiles(String deviceId, FileShared shared, HandOver handOver) {
        this.deviceId = deviceId;
        this.shared = shared;
        this.handOver = handOver;
        this.finished = new FinishedFiles(deviceId, shared);
        this.forgetting = new Forgetting(deviceId, shared);
        this.unopened = new FileTroubles(deviceId);
        this.unread = new FileTroubles(deviceId);
        this.hidden = new FileTroubles(deviceId);
        Duration forgetAfter = shared.config().forgetAfter();
        this.grace = forgetAfter.compareTo(GRACE) < 0 ? forgetAfter : GRACE;
    }

    /** The open files by their keys. */
    Map<String, Tail> tails() {
        return tails;
    }

    /** The open files in the order in which they are to be read, as of the last look. */
    List<Tail> order() {
        return order;
    }

    /** Files that cannot be read now. */
    FileTroubles unread() {
        return unread;
    }

    Forgetting forgetting() {
        return forgetting;
    }

    /** Whether there was no file of this key at the last look, nor is one open. */
    boolean isGone(String key) {
        return !there.contains(key) && !tails.containsKey(key);
    }

    /**
     * Finds what was created, renamed and deleted. A file that cannot be opened is left out, and tried again at the next look.
     *
     * @throws IOException when the directory cannot be read; then everything stays as it was
     */
    void look(Folder folder) throws IOException {
        List<FoundFile> found = list(folder);
        Set<String> keys = new LinkedHashSet<>();
        long now = System.nanoTime();
        boolean full = shared.files().isFull(tails.size());
        for (FoundFile file : found) {
            boolean isFirstName = keys.add(file.key());
            if (isFirstName && (tails.containsKey(file.key()) || !finished.rests(file))) {
                trySeen(file, folder, full, now);
            }
        }
        there = keys;
        for (Tail tail : List.copyOf(tails.values())) {
            if (!keys.contains(tail.file().key()) && !hidden.has(tail.name())) {
                tail.missing(now);
                tryLetGo(tail, now);
            }
        }
        finished.retain(keys);
        unopened.retain(keys);
        Set<String> known = new LinkedHashSet<>(keys);
        known.addAll(tails.keySet());
        forgetting.look(known, !unopened.isWell() || !hidden.isWell() || !areDecided(), now);
        looked();
        shared.parts().metrics().unread(deviceId, unreadBytes(found));
    }

    private List<FoundFile> list(Folder folder) throws IOException {
        Map<String, IOException> failures = new HashMap<>();
        List<FoundFile> found =
                FoundFile.in(folder, shared.names(), (name, failed) -> failures.put(name.toString(), failed));
        hidden.retain(failures.keySet());
        failures.forEach((name, failed) -> hidden.tell(name, name, failed));
        return found;
    }

    private void looked() {
        unread.retain(tails.keySet());
        order = tails.values().stream().sorted(Tail.ORDER).toList();
    }

    /** The directory is not there. What is open is read, but nothing is taken for deleted: it may come back. */
    void leave() {
        long now = System.nanoTime();
        for (Tail tail : List.copyOf(tails.values())) {
            tail.missing(now);
            tryLeave(tail, now);
        }
        looked();
    }

    private void tryLeave(Tail tail, long now) {
        try {
            if (isOver(tail, now)) {
                close(tail);
            }
        } catch (IOException failed) {
            unread.tell(tail.file().key(), tail.name(), failed);
        }
    }

    /** Whether it is known of each file with content what it is. */
    private boolean areDecided() {
        return tails.values().stream().allMatch(tail -> tail.isPlaced() || tail.isEmpty());
    }

    private long unreadBytes(List<FoundFile> found) {
        return found.stream()
                .filter(file -> file.kind() != Kind.OTHER)
                .mapToLong(file -> Math.max(
                        0,
                        file.size()
                                - shared.lines()
                                        .position(deviceId, file.key())
                                        .map(at -> at.offset())
                                        .orElse(0L)))
                .sum();
    }

    private void trySeen(FoundFile found, Folder folder, boolean full, long now) {
        try {
            seen(found, folder, full, now);
            unopened.well(found.key());
        } catch (IOException failed) {
            unopened.tell(found.key(), found.name(), failed);
        }
    }

    private void seen(FoundFile found, Folder folder, boolean full, long now) throws IOException {
        Tail tail = tails.get(found.key());
        if (tail == null) {
            boolean settled = shared.lines().position(deviceId, found.key()).isPresent();
            if (found.kind() == Kind.OTHER && !settled) {
                leaveAlone(found.name());
                return;
            }
            Optional<FollowedFile> file = shared.files().open(found, folder, tails.size());
            if (file.isEmpty()) {
                return;
            }
            tail = new Tail(file.get());
            tails.put(found.key(), tail);
            forgetting.reopened(found.key());
        }
        tail.seen(found, now);
        finished.delete(tail, found, folder);
        if (finished.mayClose(tail, found, full)) {
            if (tail.file().isAtEnd()) {
                forgetting.accounted(found.key());
            } else {
                forgetting.lost(found.key()); // the line that has begun, if it is gone before it is opened again
            }
            close(tail);
        }
    }

    private void leaveAlone(String name) {
        if (named.size() < MOST_NAMED && named.add(name)) {
            log.atWarn()
                    .addKeyValue("deviceId", deviceId)
                    .addKeyValue("name", FileFollower.printable(name))
                    .log("file_left_alone");
        }
    }

    private void tryLetGo(Tail tail, long now) {
        try {
            letGo(tail, now);
        } catch (IOException failed) {
            unread.tell(tail.file().key(), tail.name(), failed);
        }
    }

    /** A deleted file is read to its end, and a line without one is recorded as refused, unless a copy of the file goes on with it. */
    private void letGo(Tail tail, long now) throws IOException {
        if (!isOver(tail, now)) {
            return;
        }
        String key = tail.file().key();
        boolean goesOn = tails.values().stream().anyMatch(other -> other.goesOnBehind(key));
        if (unread.has(key)) {
            forgetting.lost(key);
            close(tail);
        } else if (tail.file().begun() > 0 && !goesOn) {
            handOver.refusePartial(tail);
        } else {
            forgetting.accounted(key);
            close(tail);
        }
    }

    /** Whether a file that is missing is read to its end, or could not be read for as long as it is remembered. */
    private boolean isOver(Tail tail, long now) throws IOException {
        long missing = now - tail.goneSince();
        if (missing < grace.toNanos() || tail.isUnderWay()) {
            return false;
        }
        if (unread.has(tail.file().key())) {
            return missing >= shared.config().forgetAfter().toNanos();
        }
        return tail.isPlaced() ? tail.file().isReadToEnd() : tail.file().size() == 0;
    }

    /** Reading it failed: a file that is still there is opened anew at the next look, for what is open may be stale. */
    void reopen(Tail tail) {
        if (tail.isListed()) {
            try {
                close(tail);
            } catch (IOException failed) {
                log.atWarn().setCause(failed).log("file_not_closed");
            }
            order = order.stream().filter(other -> other != tail).toList();
        }
    }

    private void close(Tail tail) throws IOException {
        tails.remove(tail.file().key());
        shared.files().close(tail.file());
    }

    /** Reads no more of them. What is on its way is recorded, and found again by whoever comes next. */
    void close() {
        List<IOException> failures = new ArrayList<>();
        for (Tail tail : List.copyOf(tails.values())) {
            try {
                close(tail);
            } catch (IOException failed) {
                failures.add(failed);
            }
        }
        failures.forEach(failed -> log.atWarn().setCause(failed).log("file_not_closed"));
        order = List.of();
        shared.parts().metrics().left(deviceId);
    }
}

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
        List<FoundFile> found = FoundFile.in(folder, shared.names());
        Set<String> keys = new LinkedHashSet<>();
        long now = System.nanoTime();
        for (FoundFile file : found) {
            boolean isFirstName = keys.add(file.key());
            if (isFirstName && (tails.containsKey(file.key()) || !finished.rests(file))) {
                trySeen(file, folder, now);
            }
        }
        there = keys;
        for (Tail tail : List.copyOf(tails.values())) {
            if (!keys.contains(tail.file().key())) {
                tail.missing(now);
                tryLetGo(tail, now);
            }
        }
        finished.retain(keys);
        unopened.retain(keys);
        unread.retain(tails.keySet());
        Set<String> known = new LinkedHashSet<>(keys);
        known.addAll(tails.keySet());
        forgetting.look(known, !unopened.isWell() || !areDecided(), now);
        order = tails.values().stream().sorted(Tail.ORDER).toList();
        shared.parts().metrics().unread(deviceId, unreadBytes(found));
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

    private void trySeen(FoundFile found, Folder folder, long now) {
        try {
            seen(found, folder, now);
            unopened.well(found.key());
        } catch (IOException failed) {
            unopened.tell(found.key(), found.name(), failed);
        }
    }

    private void seen(FoundFile found, Folder folder, long now) throws IOException {
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
        }
        tail.seen(found, now);
        finished.delete(tail, found, folder);
        if (finished.mayClose(tail, found)) {
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
        boolean late = now - tail.goneSince() >= grace.toNanos();
        boolean isRead =
                tail.isPlaced() ? tail.file().isReadToEnd() : tail.file().size() == 0;
        if (!late || tail.isUnderWay() || !isRead) {
            return;
        }
        String key = tail.file().key();
        boolean goesOn = tails.values().stream().anyMatch(other -> other.goesOnBehind(key));
        if (tail.file().partial().length() > 0 && !goesOn) {
            handOver.refusePartial(tail);
        } else {
            forgetting.accounted(key);
            close(tail);
        }
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

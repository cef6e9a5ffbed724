package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which directories are to be looked at: those of which the file system said so, and all of them once in each interval, for network
 * file systems say nothing. Confined to the file listener's thread, but for {@link #close}.
 */
final class Notices {

    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    private final Duration interval;
    private final Optional<WatchService> service = open();
    private final Set<Path> watched = new HashSet<>();
    private final Set<Path> noticed = new HashSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private Set<Path> due = Set.of();
    private boolean allDue;
    private long allDueAt = System.nanoTime();

    Notices(Duration interval) {
        this.interval = interval;
    }

    private static Optional<WatchService> open() {
        try {
            return Optional.of(FileSystems.getDefault().newWatchService());
        } catch (IOException | UnsupportedOperationException none) {
            log.atWarn().setCause(none).log("files_not_watched");
            return Optional.empty();
        }
    }

    /** Asks for notices of a directory; without them it is looked at in each interval all the same. */
    void watch(Path directory) {
        if (service.isEmpty() || !watched.add(directory)) {
            return;
        }
        try {
            directory.register(
                    service.get(),
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_DELETE,
                    StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (ClosedWatchServiceException stopping) {
            watched.remove(directory);
        } catch (IOException refused) {
            log.atWarn().setCause(refused).log("directory_not_watched");
        }
    }

    /** A new turn: from here on {@link #isDue} answers by what was noticed until now. */
    void turn() {
        try {
            service.map(WatchService::poll).ifPresent(this::notice);
        } catch (ClosedWatchServiceException stopping) {
            noticed.clear();
        }
        long now = System.nanoTime();
        allDue = now - allDueAt >= 0;
        if (allDue) {
            allDueAt = now + interval.toNanos();
        }
        due = Set.copyOf(noticed);
        noticed.clear();
    }

    /** Whether the directory is to be looked at in this turn. */
    boolean isDue(Path directory) {
        return allDue || due.contains(directory);
    }

    /** Waits for a notice, at most {@code patience}; not at all once it is closed. */
    void await(Duration patience) throws InterruptedException {
        long nanos = Math.min(patience.toNanos(), Math.max(1, allDueAt - System.nanoTime()));
        if (service.isEmpty()) {
            closed.await(nanos, TimeUnit.NANOSECONDS);
            return;
        }
        try {
            WatchKey first = service.get().poll(nanos, TimeUnit.NANOSECONDS);
            if (first != null) {
                notice(first);
            }
        } catch (ClosedWatchServiceException stopping) {
            noticed.clear();
        }
    }

    private void notice(WatchKey first) {
        for (WatchKey key = first; key != null; key = service.orElseThrow().poll()) {
            Path directory = (Path) key.watchable();
            key.pollEvents();
            noticed.add(directory);
            if (!key.reset()) {
                watched.remove(directory); // it is gone; another may come under its name
            }
        }
    }

    /** Ends every wait. Callable from any thread. */
    void close() {
        closed.countDown();
        service.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException failed) {
                log.atWarn().setCause(failed).log("watch_not_closed");
            }
        });
    }
}

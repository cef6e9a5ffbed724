package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.device.Identification;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.event.SourceProtocol;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread {@code wardlog-files}: it looks at the volume, reads, hands over, and takes the answers, one after the other; every file
 * and folder belongs to it alone. {@link #stop} may be called from any thread.
 */
final class FileFollower {

    private static final Logger log = LoggerFactory.getLogger(FileFollower.class);

    private static final int MOST_NAMED = 1_000;

    /** All folders, where a folder's name would stand; no device is called so. */
    private static final String ALL = "*";

    /** How long what was handed over may wait for its answer when the listener stops. */
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final BlockingQueue<Runnable> answers = new LinkedBlockingQueue<>();
    private final Map<String, DeviceFolder> folders = new LinkedHashMap<>();
    private final Set<String> named = new HashSet<>();
    private final Set<String> troubled = new HashSet<>();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final FileShared shared;
    private final Volume volume;
    private final Notices notices;
    private final Failures failures;
    private final Runnable stopped;
    private boolean missing;

    /** @param stopped runs when the thread has ended */
    FileFollower(
            FileConfig config, FileListeners.Parts parts, ListenServices services, Volume volume, Runnable stopped) {
        this.shared = FileShared.of(config, parts, services, answers::add);
        this.volume = volume;
        this.notices = new Notices(config.pollInterval());
        this.failures = new Failures(config.pollInterval(), parts.metrics());
        this.stopped = stopped;
    }

    void start() {
        Thread thread = new Thread(this::run, "wardlog-files");
        thread.setDaemon(true);
        thread.start();
    }

    /** Reads no more; what was handed over is waited for, for a short while. */
    void stop() {
        stop.countDown();
        notices.close();
        answers.add(() -> {});
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void run() {
        try {
            while (!isStopping()) {
                tryTurn();
            }
            awaitAnswers();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (Error fault) {
            shared.services().fatal().fatal("files_failed", fault);
        } finally {
            try {
                folders.values().forEach(DeviceFolder::close);
            } finally {
                stopped.run();
            }
        }
    }

    /** Whatever fails, what is settled is on record: the next turn begins from there. */
    private void tryTurn() throws InterruptedException {
        try {
            turn();
            failures.well(ALL);
        } catch (RuntimeException fault) {
            failures.failed(ALL, fault);
            stop.await(failures.pause(ALL).toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void turn() throws InterruptedException {
        notices.turn();
        if (notices.isDue(shared.config().directory())) {
            lookForFolders();
        }
        boolean more = false;
        for (DeviceFolder folder : List.copyOf(folders.values())) {
            more |= serve(folder);
        }
        takeAnswers(more);
    }

    private boolean serve(DeviceFolder folder) {
        String id = folder.device().deviceId();
        try {
            boolean isLookedAt = tryLook(folder);
            boolean more = isAllowed(folder.device()) && folder.pump(); // what is open can be read all the same
            failures.well(id);
            return more || isLookedAt && folder.wantsLook();
        } catch (RuntimeException fault) {
            // What is settled is on record: the folder is begun again from there, after a while
            failures.failed(id, fault);
            folder.close();
            folders.remove(id);
            return false;
        }
    }

    /** Looks at it if that is due; false when it cannot be read. */
    private boolean tryLook(DeviceFolder folder) {
        String id = folder.device().deviceId();
        try {
            if (notices.isDue(folder.path()) || folder.wantsLook()) {
                folder.look();
                troubled.remove(id);
            }
            return true;
        } catch (IOException failed) {
            if (troubled.add(id)) {
                log.atWarn()
                        .addKeyValue("deviceId", id)
                        .addKeyValue("reason", FileTroubles.reason(failed))
                        .log("files_unreadable");
            }
            return false;
        }
    }

    /** Whether the device directory still says exactly this of the device. */
    private boolean isAllowed(DeviceIdentity device) {
        return shared.services().directory().byFile(device.deviceId()).equals(new Identification.Known(device));
    }

    private void takeAnswers(boolean more) throws InterruptedException {
        boolean underWay = folders.values().stream().anyMatch(DeviceFolder::isUnderWay);
        Runnable answer = underWay && !more
                ? answers.poll(shared.config().pollInterval().toMillis(), TimeUnit.MILLISECONDS)
                : answers.poll();
        while (answer != null) {
            answer.run();
            answer = answers.poll();
        }
        if (!underWay && !more) {
            notices.await(longestWait());
        }
    }

    private Duration longestWait() {
        return folders.values().stream()
                .map(DeviceFolder::pause)
                .filter(pause -> !pause.isZero())
                .min(Duration::compareTo)
                .orElse(shared.config().pollInterval());
    }

    private void awaitAnswers() throws InterruptedException {
        long end = System.nanoTime() + GRACE.toNanos();
        while (folders.values().stream().anyMatch(DeviceFolder::isUnderWay) && System.nanoTime() < end) {
            Runnable answer = answers.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (answer != null) {
                answer.run();
            }
        }
    }

    private void lookForFolders() {
        Set<String> there = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                shared.config().directory(), entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(entry -> there.add(entry.getFileName().toString()));
            notices.watch(shared.config().directory());
            missing = false;
        } catch (IOException | DirectoryIteratorException unreadable) {
            if (!missing) {
                missing = true;
                log.atWarn().setCause(unreadable).log("file_volume_unreadable");
            }
            return;
        }
        there.forEach(this::found);
        folders.values().removeIf(folder -> {
            folder.there(there.contains(folder.device().deviceId()));
            boolean over = folder.isOver() || !isAllowed(folder.device());
            if (over) {
                folder.close();
            }
            return over;
        });
    }

    private void found(String name) {
        Identification identification = shared.services().directory().byFile(name);
        if (identification instanceof Identification.Known known) {
            if (!failures.pause(name).isZero()) {
                return;
            }
            notices.watch(shared.config().directory().resolve(name));
            folders.computeIfAbsent(name, id -> new DeviceFolder(known.identity(), shared, volume));
        } else if (identification instanceof Identification.Refused refused
                && named.size() < MOST_NAMED
                && named.add(name)) {
            log.atWarn()
                    .addKeyValue("name", printable(name))
                    .addKeyValue("reason", refused.detail())
                    .log("file_folder_left_alone");
            shared.services()
                    .metrics()
                    .refused(SourceProtocol.FILE, refused.code().code());
            shared.services()
                    .acceptor()
                    .refuse(
                            Refusal.ofConnection(
                                    SourceProtocol.FILE,
                                    HandOver.PEER,
                                    refused.code(),
                                    "a directory of files: " + refused.detail()),
                            () -> {});
        }
    }

    /** A name that somebody else gave, fit for a log. */
    static String printable(String name) {
        String clean = name.replaceAll("[^A-Za-z0-9._+:-]", "?");
        return clean.length() <= 100 ? clean : clean.substring(0, 100);
    }
}

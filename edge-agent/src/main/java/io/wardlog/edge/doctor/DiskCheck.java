package io.wardlog.edge.doctor;

import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.error.FileFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Checks {@code disk_kind}, {@code disk_space} and {@code disk_sync}: whether the file system of the journal keeps anything, has room for
 * the quota, and how many events a second it can make durable.
 */
public record DiskCheck(Place place, JournalDisk disk, LongSupplier nanoTime) implements Check {

    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");
    private static final Set<String> REMOTE = Set.of("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs");
    private static final int SMALLEST_JOURNAL = 3;
    /** Events that come while one sync lasts go into the next one together; so many are common on a busy gateway. */
    private static final int TOGETHER = 64;

    private static final Duration SLOW = Duration.ofMillis(50);
    private static final Duration TOO_FAST = Duration.ofNanos(10_000);
    private static final double MIB = 1 << 20;

    /** Where the journal is, or will be. */
    public record Place(Path dataDir, Path journal, JournalLimits limits) {}

    @Override
    public void look(Consumer<Diagnosis> say) {
        Path directory = existing(place.dataDir().toAbsolutePath());
        try {
            kind(directory, say);
            space(directory, say);
        } catch (IOException unreadable) {
            say.accept(Diagnosis.failed(
                    "disk_space", FileFailure.reason(unreadable), "let the agent's user read it, or look at the disk"));
        }
        speed(directory, say);
    }

    /** A data directory that is not there will be made below this one. */
    private static Path existing(Path directory) {
        Path at = directory;
        while (!Files.isDirectory(at) && at.getParent() != null) {
            at = at.getParent();
        }
        return at;
    }

    private static void kind(Path directory, Consumer<Diagnosis> say) throws IOException {
        FileStore store = Files.getFileStore(directory);
        String found = directory + " is on " + store.name() + ", " + store.type();
        if (MEMORY.contains(store.type())) {
            say.accept(Diagnosis.failed(
                    "disk_kind", found + ": memory, empty after a power cut", "put dataDir on a disk"));
        } else if (REMOTE.contains(store.type())) {
            say.accept(Diagnosis.warning(
                    "disk_kind", found + ": another machine's disk", "put dataDir on a disk of this gateway"));
        } else {
            say.accept(Diagnosis.ok("disk_kind", found));
        }
    }

    private void space(Path directory, Consumer<Diagnosis> say) throws IOException {
        long used = used(place.journal());
        long free = disk.freeBytes(directory);
        long quota = place.limits().quotaBytes();
        String found = String.format(
                Locale.ROOT,
                "the journal has %.0f MiB of its quota of %.0f MiB; %.0f MiB are free on the disk",
                used / MIB,
                quota / MIB,
                free / MIB);
        if (used + free < SMALLEST_JOURNAL * place.limits().segmentBytes()) {
            say.accept(Diagnosis.failed("disk_space", found + ": too few to start", "free disk"));
        } else if (used + free < quota) {
            say.accept(Diagnosis.warning(
                    "disk_space", found + ": the quota does not fit", "free disk, or lower journal.quota"));
        } else {
            say.accept(Diagnosis.ok("disk_space", found));
        }
    }

    private static long used(Path journal) throws IOException {
        if (!Files.isDirectory(journal)) {
            return 0;
        }
        long sum = 0;
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(journal)) {
            for (Path each : inside) {
                // A file that was pruned meanwhile has 0
                sum += Files.isDirectory(each) ? used(each) : each.toFile().length();
            }
        } catch (NoSuchFileException pruned) {
            return 0;
        }
        return sum;
    }

    private void speed(Path directory, Consumer<Diagnosis> say) {
        try {
            SyncSpeed speed = new SyncSpeed(disk, nanoTime);
            say.accept(judge(speed.measure(directory, 1), speed.measure(directory, TOGETHER)));
        } catch (IOException cannot) {
            String fix = cannot instanceof AccessDeniedException
                    ? "give the agent's user the right to write there, and run the doctor as that user"
                    : "free disk, or look in the system's log what is wrong with it (dmesg)";
            say.accept(Diagnosis.failed(
                    "disk_sync",
                    "no file can be written and synced in " + directory + ": " + FileFailure.reason(cannot),
                    fix));
        }
    }

    private static Diagnosis judge(SyncSpeed.Measured single, SyncSpeed.Measured group) {
        String found = String.format(
                Locale.ROOT,
                "%d syncs/s (median %.2f ms, 99 %% below %.2f ms): as far as the disk goes %d events/s from one connection that waits for"
                        + " each answer, %d events/s when %d come together",
                single.perSecond(),
                millis(single.median()),
                millis(single.slow()),
                single.perSecond(),
                group.perSecond() * TOGETHER,
                TOGETHER);
        if (single.median().compareTo(SLOW) > 0) {
            return Diagnosis.warning(
                    "disk_sync", found, "use an SSD with power-loss protection, or fewer programs on this disk");
        } else if (single.median().compareTo(TOO_FAST) < 0) {
            return Diagnosis.warning(
                    "disk_sync",
                    found + "; faster than a disk can be",
                    "look whether the file system or a virtual disk ignores syncs: then a power cut loses acknowledged events");
        }
        return Diagnosis.ok("disk_sync", found);
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}

package io.wardlog.edge.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.wardlog.edge.fake.RealDisk;
import io.wardlog.edge.journal.JournalDisk;
import io.wardlog.edge.journal.JournalLimits;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are slow, quicker than one can be, full, or closed; their time is in the test's hands. */
class DiskCheckTest {

    private static final JournalLimits LIMITS = new JournalLimits(4 << 20, 64 << 20, 1 << 20);

    @TempDir
    Path directory;

    private long nanos;

    /** A disk whose syncs take so long, and which fails to open files when it is told to. */
    private final class Hands extends RealDisk {
        private Duration sync = Duration.ofMillis(1);
        private long freeBytes = 1L << 30;
        private IOException failure;

        @Override
        public DiskFile open(Path file) throws IOException {
            if (failure != null) {
                throw failure;
            }
            return new DelegatingFile(super.open(file)) {
                @Override
                public void sync() {
                    nanos += sync.toNanos();
                }
            };
        }

        @Override
        public long freeBytes(Path at) {
            return freeBytes;
        }
    }

    private Diagnosis look(JournalDisk disk, String check) {
        return look(disk, check, directory);
    }

    private Diagnosis look(JournalDisk disk, String check, Path on) {
        List<Diagnosis> found = new ArrayList<>();
        Path data = on.resolve("data");
        DiskCheck.Place place = new DiskCheck.Place(data, data.resolve("journal"), LIMITS);
        new DiskCheck(place, disk, () -> nanos).look(found::add);
        assertThat(directory).as("what the doctor left").isDirectoryNotContaining("glob:**doctor-*");
        return found.stream()
                .filter(each -> each.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theRateIsThatOfItsSyncs() {
        Diagnosis speed = look(new Hands(), "disk_sync");
        assertThat(speed.level()).isEqualTo(Diagnosis.Level.OK);
        assertThat(speed.found())
                .startsWith("1000 syncs/s (median 1.00 ms, 99 % below 1.00 ms)")
                .contains("1000 events/s from one connection")
                .contains("64000 events/s when 64 come together");
    }

    @Test
    void aDiskThatIsTooSlowOrTooQuickIsSaid() {
        Hands slow = new Hands();
        slow.sync = Duration.ofMillis(60);
        assertThat(look(slow, "disk_sync").level()).isEqualTo(Diagnosis.Level.WARNING);
        assertThat(look(slow, "disk_sync").fix()).contains("SSD");
        Hands forgetful = new Hands();
        forgetful.sync = Duration.ofNanos(2_000);
        assertThat(look(forgetful, "disk_sync").level()).isEqualTo(Diagnosis.Level.WARNING);
        assertThat(look(forgetful, "disk_sync").fix()).contains("ignores syncs");
    }

    @Test
    void aDiskThatTakesNothingIsNotMadeAMatterOfRightsUnlessItIsOne() {
        Hands full = new Hands();
        full.failure = new FileSystemException(directory + "/x", null, "No space left on device");
        assertThat(look(full, "disk_sync").level()).isEqualTo(Diagnosis.Level.FAILED);
        assertThat(look(full, "disk_sync").found()).endsWith("No space left on device");
        assertThat(look(full, "disk_sync").fix()).startsWith("free disk");
        Hands closed = new Hands();
        closed.failure = new AccessDeniedException(directory + "/x");
        assertThat(look(closed, "disk_sync").found()).contains("is closed to the user");
        assertThat(look(closed, "disk_sync").fix()).contains("right to write");
    }

    @Test
    void theRoomIsMeasuredAgainstTheQuotaWithWhatTheJournalHas() throws IOException {
        Hands disk = new Hands();
        disk.freeBytes = 40 << 20;
        assertThat(look(disk, "disk_space").level()).isEqualTo(Diagnosis.Level.WARNING);
        assertThat(look(disk, "disk_space").found()).endsWith("the quota does not fit");
        assertThat(look(disk, "disk_space").fix()).isEqualTo("free disk, or lower journal.quota");
        Path segment = Files.createDirectories(directory.resolve("data/journal/0000000001"));
        Files.write(segment.resolve("events"), new byte[24 << 20]);
        assertThat(look(disk, "disk_space").level()).isEqualTo(Diagnosis.Level.OK);
        assertThat(look(disk, "disk_space").found()).startsWith("the journal has 24 MiB of its quota of 64 MiB");
        Files.delete(segment.resolve("events"));
        disk.freeBytes = 11 << 20;
        assertThat(look(disk, "disk_space").level()).isEqualTo(Diagnosis.Level.FAILED);
        assertThat(look(disk, "disk_space").found()).endsWith("too few to start");
        assertThat(look(disk, "disk_space").fix()).isEqualTo("free disk");
    }

    @Test
    void whatIsInMemoryIsNoDisk() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeTrue(
                Files.isDirectory(memory) && Files.getFileStore(memory).type().equals("tmpfs"),
                "/dev/shm is no tmpfs here");
        Path inMemory = Files.createTempDirectory(memory, "doctor-test");
        try {
            Diagnosis kind = look(new Hands(), "disk_kind", inMemory);
            assertThat(kind.level()).isEqualTo(Diagnosis.Level.FAILED);
            assertThat(kind.found()).contains("tmpfs").endsWith("memory, empty after a power cut");
            assertThat(kind.fix()).isEqualTo("put dataDir on a disk");
        } finally {
            Files.delete(inMemory);
        }
    }
}

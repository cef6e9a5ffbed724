package io.wardlog.edge.listen.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.error.ErrorCode;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files as applications and logrotate treat them, and what is recorded of them. */
@Timeout(60)
class FileListenerTest {

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    @TempDir
    Path directory;

    private FileFixture fixture;

    @BeforeEach
    void prepare() throws Exception {
        fixture = new FileFixture(directory);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void linesAreRecordedInTheirOrderAsTheyCome() throws Exception {
        fixture.append("app.log", "1\n2\r\n\n3\n");
        fixture.start();
        assertThat(fixture.disk.await(3)).containsExactly("1", "2", "3");
        fixture.append("app.log", "4\n");
        assertThat(fixture.disk.await(4)).endsWith("4");
        fixture.stop(); // takes the answers first
        assertThat(fixture.metrics.counts).containsEntry("answered.accepted", 3 + 1);
    }

    /** A thread that ends alone would leave an agent that looks alive and reads nothing. */
    @Test
    void anErrorReachesTheFatalHandler() throws Exception {
        fixture.between = folder -> {
            throw new NoClassDefFoundError("by the test");
        };
        fixture.append("app.log", "1\n");
        fixture.start();
        assertThat(fixture.fatal.get(20, TimeUnit.SECONDS)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(fixture.faults).containsExactly("files_failed");
    }

    @Test
    void aLineIsReadWhenItsEndIsThere() throws Exception {
        fixture.start();
        fixture.append("app.log", "1\nhal");
        fixture.disk.await(1);
        fixture.append("app.log", "f\n");
        assertThat(fixture.disk.await(2)).containsExactly("1", "half");
    }

    @Test
    void aRestartGoesOnBehindTheLastRecordedLine() throws Exception {
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(2);
        fixture.kill();
        fixture.append("app.log", "3\n");
        fixture.start();
        assertThat(fixture.disk.await(3)).containsExactly("1", "2", "3");
    }

    @Test
    void aRenamedFileIsReadToItsEndBeforeTheNewOne() throws Exception {
        fixture.disk.busy = line -> true;
        fixture.start();
        fixture.append("app.log", "1\n2\n");
        fixture.rename("app.log", "app.log.1");
        fixture.append("app.log", "4\n");
        fixture.append("app.log.1", "3\n"); // the writer has it still open
        fixture.disk.busy = line -> false;
        assertThat(fixture.disk.await(4)).containsExactly("1", "2", "3", "4");
        fixture.append("app.log.1", "late\n");
        assertThat(fixture.disk.await(5)).endsWith("late");
    }

    @Test
    void filesThatWereRotatedWhileTheAgentWasDownAreReadOldestFirst() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.kill();
        fixture.append("app.log", "2\n");
        fixture.rename("app.log", "app.log.2");
        fixture.append("app.log", "3\n");
        fixture.rename("app.log", "app.log.1");
        fixture.append("app.log", "4\n");
        fixture.start();
        assertThat(fixture.disk.await(4)).containsExactly("1", "2", "3", "4");
        assertThat(fixture.disk.gaps()).isEmpty();
    }

    @Test
    void aFileThatWasCutIsReadFromItsBeginningAndAGapDeclared() throws Exception {
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(2);
        Files.writeString(fixture.folder.resolve("app.log"), "3\n");
        assertThat(fixture.disk.await(3)).containsExactly("1", "2", "3");
        assertThat(fixture.disk.gaps()).containsExactly(new FileGap(GapCause.UNKNOWN, true));
        assertThat(logs.values("file_began_anew", "cut")).containsExactly("true");
    }

    @Test
    void aFileThatWasCutAndGrewBeyondWhereItWasReadIsNoticed() throws Exception {
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(2);
        fixture.kill();
        Files.writeString(fixture.folder.resolve("app.log"), "3\n4\n5\n6\n");
        fixture.start();
        assertThat(fixture.disk.await(6)).containsExactly("1", "2", "3", "4", "5", "6");
        assertThat(fixture.disk.gaps()).containsExactly(new FileGap(GapCause.OFFLINE, true));
    }

    @Test
    void aCopyOfWhatWasReadIsNotReadAgainAndTheRestOfItIs() throws Exception {
        String long1 = "a".repeat(400);
        fixture.append("app.log", long1 + "\n2\n");
        fixture.start();
        fixture.disk.await(2);
        fixture.disk.busy = line -> line.equals("3");
        fixture.append("app.log", "3\n");
        fixture.copyAndTruncate("app.log", "app.log.1");
        fixture.append("app.log", "4\n");
        fixture.disk.busy = line -> false;
        assertThat(fixture.disk.await(4)).containsExactly(long1, "2", "3", "4");
        assertThat(fixture.disk.gaps()).hasSize(1);
    }

    @Test
    void aCopyThatIsOnlyABackupIsReadNever() throws Exception {
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(2);
        Files.copy(fixture.folder.resolve("app.log"), fixture.folder.resolve("app.log.1"));
        fixture.disk.await(() -> fixture.disk.moves() == 1);
        fixture.append("app.log", "3\n");
        assertThat(fixture.disk.await(3)).containsExactly("1", "2", "3");
        assertThat(fixture.disk.positions()).hasSize(2);
    }

    @Test
    void theKeyOfADeletedFileThatAnotherGotIsNoticed() throws Exception {
        fixture.append("app.log", "1\n2\n");
        fixture.start();
        fixture.disk.await(2);
        fixture.kill();
        Files.move(fixture.folder.resolve("app.log"), fixture.folder.resolve("other.log"));
        Files.writeString(fixture.folder.resolve("other.log"), "x\ny\nz\n"); // the same inode with other content
        fixture.start();
        assertThat(fixture.disk.await(5)).containsExactly("1", "2", "x", "y", "z");
        assertThat(fixture.disk.gaps()).isEmpty();
    }

    @Test
    void aDeletedFileIsReadToItsEndAndForgotten() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        AtomicInteger tries = new AtomicInteger();
        fixture.disk.busy = line -> tries.getAndIncrement() < 3;
        fixture.append("app.log", "2\n3");
        fixture.disk.await(() -> tries.get() > 0 || fixture.disk.lines().size() > 1);
        Files.delete(fixture.folder.resolve("app.log"));
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
        fixture.disk.await(() -> fixture.disk.refusals().size() == 1);
        Refusal rest = fixture.disk.refusals().get(0);
        assertThat(rest.code()).isEqualTo(ErrorCode.PROTOCOL_ERROR);
        assertThat(rest.firstBytes()).containsExactly('3');
        fixture.disk.await(() -> fixture.disk.positions().isEmpty());
        assertThat(fixture.disk.gaps()).isEmpty();
    }

    @Test
    void aWrittenFileThatVanishedWhileTheAgentWasDownIsAGap() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.kill();
        Files.delete(fixture.folder.resolve("app.log"));
        fixture.start();
        fixture.disk.await(() -> fixture.disk.positions().isEmpty());
        assertThat(fixture.disk.gaps()).containsExactly(new FileGap(GapCause.OFFLINE, false));
    }

    @Test
    void aVolumeThatIsNotThereIsWaitedForAndForgetsNothing() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.kill();
        Path away = directory.resolve("away");
        Files.move(fixture.folder, away);
        Files.createDirectories(fixture.volume.resolve("stranger"));
        fixture.start();
        fixture.acceptor.refusal(); // it has looked
        fixture.stop();
        Files.move(away, fixture.folder);
        fixture.start();
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
    }

    @Test
    void aVolumeThatIsNotMountedIsSaidAndReadOnWhenItIs() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.kill();
        Path away = directory.resolve("unmounted");
        Files.move(fixture.volume, away);
        fixture.start();
        logs.await("file_volume_unreadable");
        Files.move(away, fixture.volume);
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
        assertThat(fixture.disk.gaps()).isEmpty();
        assertThat(logs.events()).as("once").containsOnlyOnce("file_volume_unreadable");
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndTheNextIsRead() throws Exception {
        fixture.start();
        fixture.append("app.log", "x".repeat(100_000) + "\n2\n");
        assertThat(fixture.disk.await(1)).containsExactly("2");
        Refusal refusal = fixture.disk.refusals().get(0);
        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(refusal.deviceId()).contains(FileFixture.APPLICATION);
        assertThat(refusal.firstBytes()).hasSize(64 * 1024);
        assertThat(refusal.totalLength()).isEqualTo(100_000);
    }

    @Test
    void busyLosesNothingAndKeepsTheOrder() throws Exception {
        Random room = new Random(20261126);
        fixture.disk.busy = line -> room.nextInt(7) == 0;
        List<String> expected = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            expected.add("line " + i);
            text.append("line ").append(i).append('\n');
        }
        fixture.append("app.log", text.toString());
        fixture.start();
        assertThat(fixture.disk.await(300)).isEqualTo(expected);
    }

    @Test
    void compressedUnknownAndLinkedFilesAreLeftAlone() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret.log"), "secret\n");
        Files.createSymbolicLink(fixture.folder.resolve("link.log"), secret);
        fixture.append("app.log.1.gz", "z\n");
        fixture.append("notes.txt", "n\n");
        fixture.append(".app.log", "h\n");
        Files.createDirectories(fixture.folder.resolve("sub.log"));
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
    }

    @Test
    void aDirectoryOfNobodyIsRefusedOnceAndRecorded() throws Exception {
        Files.createDirectories(fixture.volume.resolve("stranger"));
        Files.createDirectories(fixture.volume.resolve("pump-1"));
        Files.writeString(fixture.volume.resolve("pump-1/pump.log"), "1\n");
        fixture.start();
        List<ErrorCode> codes = List.of(
                fixture.acceptor.refusal().code(), fixture.acceptor.refusal().code());
        assertThat(codes).containsExactlyInAnyOrder(ErrorCode.UNKNOWN_DEVICE, ErrorCode.NOT_AUTHORIZED);
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(1)).containsExactly("2");
        assertThat(fixture.acceptor.refusals).isEmpty();
    }

    @Test
    void aDeviceThatLosesItsRightIsReadNoFurther() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.allow(false);
        fixture.devices.reload();
        // Until here a look that began before may go on
        assertThat(fixture.acceptor.refusal().code()).isEqualTo(ErrorCode.NOT_AUTHORIZED);
        fixture.append("app.log", "2\n");
        Files.createDirectories(fixture.volume.resolve("stranger"));
        assertThat(fixture.acceptor.refusal().code()).as("it has looked since").isEqualTo(ErrorCode.UNKNOWN_DEVICE);
        assertThat(fixture.disk.lines()).containsExactly("1");
        fixture.allow(true);
        fixture.devices.reload();
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
    }

    @Test
    void aRotatedFileIsDeletedWhenAllOfItIsConfirmed() throws Exception {
        fixture.deleteConfirmed();
        fixture.append("app.log", "1\n");
        fixture.append("app.log.1", "0\n");
        fixture.append("app.log.2", "half");
        fixture.age("app.log.1", Duration.ofMinutes(5));
        fixture.age("app.log.2", Duration.ofMinutes(5));
        fixture.start();
        fixture.disk.await(2);
        fixture.append("app.log", "2\n");
        fixture.disk.await(3);
        assertThat(fixture.folder.resolve("app.log.1")).as("not confirmed").exists();
        fixture.disk.confirmed = true;
        fixture.disk.await(() -> fixture.disk.positions().size() == 1); // forgotten, because it is gone
        assertThat(fixture.folder.resolve("app.log.1")).doesNotExist();
        assertThat(fixture.folder.resolve("app.log")).exists();
        assertThat(fixture.folder.resolve("app.log.2")).as("not at its end").exists();
        assertThat(fixture.disk.lines()).containsExactly("0", "1", "2");
    }

    @Test
    void aFileThatRestsIsClosedAndReadOnWhenItChanges() throws Exception {
        fixture.append("app.log.1", "0\n");
        fixture.append("app.log", "1\n");
        fixture.age("app.log.1", Duration.ofMinutes(5));
        fixture.start();
        fixture.disk.await(2);
        assertThat(fixture.awaitOpen("app.log.1", false)).isTrue();
        fixture.append("app.log.1", "late\n");
        assertThat(fixture.disk.await(3)).containsExactly("0", "1", "late");
        fixture.kill();
        fixture.age("app.log.1", Duration.ofMinutes(5));
        fixture.start();
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(4)).endsWith("2");
        fixture.append("app.log.1", "later\n");
        assertThat(fixture.disk.await(5)).endsWith("later");
    }

    @Test
    void aFileThatMayNotBeReadStopsNoOtherAndIsReadWhenItMay() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public FileChannel open(Path name) throws IOException {
                if (name.endsWith("app.log.1")) {
                    tries.incrementAndGet();
                    throw new AccessDeniedException(name.toString());
                }
                return super.open(name);
            }
        };
        fixture.append("app.log.1", "secret\n");
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
        fixture.append("app.log", "3\n");
        fixture.disk.await(3);
        fixture.looks(2); // what is open is read without one
        fixture.between = folder -> folder;
        assertThat(fixture.disk.await(4)).endsWith("secret");
        fixture.stop();
        assertThat(tries).hasValueGreaterThan(1);
        assertThat(logs.events()).containsOnlyOnce("file_unreadable");
    }

    @Test
    void namesSayWhatIsReadAndWhatIsRotated() {
        FileNames names = new FileNames(List.of("*.ndjson", "events"));
        assertThat(names.of("a.ndjson")).isEqualTo(FileNames.Kind.LIVE);
        assertThat(names.of("events")).isEqualTo(FileNames.Kind.LIVE);
        for (String rotated : List.of("a.ndjson.1", "a.ndjson-20261126", "events.2026-11-26T09:15", "events.12")) {
            assertThat(names.of(rotated)).as(rotated).isEqualTo(FileNames.Kind.ROTATED);
        }
        assertThat(Stream.of("a.log.1", "a.log.10", "a.log.2").sorted(FileNames.OLDEST_FIRST))
                .containsExactly("a.log.10", "a.log.2", "a.log.1");
        assertThat(Stream.of("a.log-20261126", "a.log-20261125").sorted(FileNames.OLDEST_FIRST))
                .containsExactly("a.log-20261125", "a.log-20261126");
        for (String other : List.of("a.ndjson.1.gz", "a.json", ".a.ndjson", "events.bak", "xevents")) {
            assertThat(names.of(other)).as(other).isEqualTo(FileNames.Kind.OTHER);
        }
    }
}

package io.wardlog.edge.listen.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A directory of which something cannot be read, opened or deleted, or that is gone: what can be read is, and what is lost is said. */
@Timeout(60)
class FolderFaultsTest {

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

    private Path file(String name) {
        return fixture.folder.resolve(name);
    }

    /** As of a broken inode, or on a network file system that has forgotten it. */
    @Test
    void aFileOfWhichTheSystemSaysNothingStopsNoOtherAndIsNotTakenForGone() throws Exception {
        fixture.append("bad.log", "1\nhal");
        fixture.start();
        fixture.disk.await(1);
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public BasicFileAttributes attributes(Path name) throws IOException {
                if (name.endsWith("bad.log")) {
                    throw new FileSystemException(name.toString(), null, "Input/output error");
                }
                return super.attributes(name);
            }
        };
        fixture.append("app.log", "2\n");
        fixture.disk.await(2);
        fixture.looks(30); // longer than what is gone is remembered
        fixture.append("bad.log", "f\n");
        assertThat(fixture.disk.await(3)).containsExactly("1", "2", "half");
        assertThat(fixture.disk.refusals()).isEmpty();
        assertThat(logs.values("file_unreadable", "name")).containsExactly("bad.log");
    }

    @Test
    void aNameThatIsNotReadHidesNoOtherOfTheSameFile() throws Exception {
        fixture.append("app.log", "1\n");
        Files.createLink(file("app.bak"), file("app.log"));
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public List<Path> names() throws IOException {
                return super.names().stream().sorted().toList();
            }
        };
        fixture.start();
        fixture.disk.await(1);
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
    }

    @Test
    void whatIsOpenIsReadWhileItsDirectoryCannotBeListed() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public List<Path> names() throws IOException {
                throw new AccessDeniedException(".");
            }
        };
        logs.await("files_unreadable");
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
    }

    /** As an application writes that makes a file for each of its tasks. */
    @Test
    void filesThatAreNotWrittenToMakeRoomForTheOthers() throws Exception {
        fixture.maxOpenFiles(16);
        for (int i = 1; i <= 60; i++) {
            fixture.append("task-" + i + ".log", i + "\n");
            fixture.append("empty-" + i + ".log", "");
            fixture.age("task-" + i + ".log", Duration.ofMinutes(5));
            fixture.age("empty-" + i + ".log", Duration.ofMinutes(5));
        }
        fixture.start();
        assertThat(fixture.disk.await(60)).doesNotHaveDuplicates();
        fixture.append("task-1.log", "more\n");
        assertThat(fixture.disk.await(61)).endsWith("more");
        fixture.append("empty-1.log", "first\n");
        assertThat(fixture.disk.await(62)).endsWith("first");
        Files.delete(file("task-2.log"));
        fixture.disk.await(() -> fixture.disk.positions().size() == 60);
        assertThat(fixture.disk.gaps()).isEmpty();
        assertThat(fixture.files.mostOpen.get()).isLessThanOrEqualTo(16);
    }

    /** As an application writes that ends no line. */
    @Test
    void filesWhoseLastLineHasNoEndMakeRoomForTheOthersToo() throws Exception {
        fixture.maxOpenFiles(16);
        for (int i = 1; i <= 20; i++) {
            fixture.append("task-" + i + ".log.1", "begun");
            fixture.age("task-" + i + ".log.1", Duration.ofMinutes(5));
        }
        fixture.start();
        fixture.looks(5);
        fixture.append("app.log", "1\n");
        fixture.disk.await(1);
        for (int i = 1; i <= 20; i++) {
            fixture.append("task-" + i + ".log.1", " " + i + "\n");
            fixture.age("task-" + i + ".log.1", Duration.ofMinutes(5));
        }
        assertThat(fixture.disk.await(21)).doesNotHaveDuplicates().contains("begun 1", "begun 20");
    }

    @Test
    void aLineThatHasBegunInAFileThatMadeRoomAndIsDeletedIsAGap() throws Exception {
        fixture.maxOpenFiles(16);
        fixture.append("last.log", "begun");
        fixture.age("last.log", Duration.ofMinutes(5));
        fixture.start();
        assertThat(fixture.awaitOpen("last.log", true)).isTrue();
        fixture.looks(3);
        for (int i = 1; i <= 20; i++) {
            fixture.append(i + ".log", i + "\n");
        }
        fixture.disk.await(12);
        assertThat(fixture.awaitOpen("last.log", false)).isTrue();
        Files.delete(file("last.log"));
        fixture.disk.await(() -> !fixture.disk.gaps().isEmpty());
        assertThat(fixture.disk.gaps()).containsExactly(new FileGap(GapCause.UNKNOWN, false));
    }

    @Test
    void filesThatMayNotBeDeletedAreNotKeptOpen() throws Exception {
        fixture.deleteConfirmed();
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public void rename(Path from, Path to) throws IOException {
                throw new AccessDeniedException(from.toString());
            }
        };
        fixture.append("app.log.1", "1\n");
        fixture.age("app.log.1", Duration.ofMinutes(5));
        fixture.disk.confirmed = true;
        fixture.start();
        fixture.disk.await(1);
        assertThat(fixture.awaitOpen("app.log.1", false)).isTrue();
        assertThat(logs.values("file_not_deleted", "reason")).containsExactly("AccessDeniedException");
        assertThat(logs.events()).doesNotContain("file_unreadable");
    }

    /** As on a network file system, where somebody else deleted it. */
    @Test
    void aDeletedFileThatCannotBeReadAnyMoreIsLetGoAndAGapDeclared() throws Exception {
        Map<String, FileChannel> open = new ConcurrentHashMap<>();
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public FileChannel open(Path name) throws IOException {
                FileChannel channel = super.open(name);
                open.put(name.toString(), channel);
                return channel;
            }
        };
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.disk.busy = line -> true;
        fixture.append("app.log", "2\n");
        Files.delete(file("app.log"));
        open.get("app.log").close();
        fixture.disk.await(() -> fixture.disk.positions().isEmpty());
        assertThat(fixture.disk.gaps()).containsExactly(new FileGap(GapCause.UNKNOWN, false));
        assertThat(fixture.files.open).hasValue(0);
        assertThat(logs.values("file_unreadable", "name")).containsExactly("app.log");
    }

    @Test
    void whatIsOpenIsReadToItsEndWhenItsDirectoryIsRemoved() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.disk.busy = line -> true;
        fixture.append("app.log", "2\n3");
        Files.delete(file("app.log"));
        Files.delete(fixture.folder);
        fixture.appendOfAnother("app.log", "x\n");
        fixture.disk.busy = line -> line.equals("x");
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
        assertThat(fixture.disk.refusals()).as("the volume may come back").isEmpty();
    }

    /** It was read to its end, and its name said that nobody writes it any more. */
    @Test
    void aFileThatWasRotatedAndReadIsNoGapWhenItIsDeletedWhileTheAgentIsDown() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.age("app.log", Duration.ofMinutes(5));
        fixture.rename("app.log", "app.log.1");
        assertThat(fixture.awaitOpen("app.log.1", false)).isTrue();
        fixture.kill();
        Files.delete(file("app.log.1"));
        fixture.start();
        fixture.disk.await(() -> fixture.disk.positions().isEmpty());
        assertThat(fixture.disk.gaps()).isEmpty();
    }
}

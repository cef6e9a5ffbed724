package io.wardlog.edge.listen.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.wardlog.edge.listen.ListenFixture;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What a system refuses, what an attacker puts where a file was, and what nobody thought of: the other files are read, and in the end all. */
@Timeout(60)
class FileFaultsTest {

    @TempDir
    Path directory;

    private FileFixture fixture;
    private final ListAppender<ILoggingEvent> logs = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(FileListeners.class.getPackageName());

    @BeforeEach
    void prepare() throws Exception {
        fixture = new FileFixture(directory);
        logs.list = new CopyOnWriteArrayList<>(); // written to by other threads while it is read
        logs.start();
        logger.addAppender(logs);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        logger.detachAppender(logs);
    }

    private Path file(String name) {
        return fixture.folder.resolve(name);
    }

    private long told(String event) {
        return logs.list.stream()
                .filter(line -> line.getMessage().equals(event))
                .count();
    }

    private static FileSystemException tooManyOpen(Path name) {
        return new FileSystemException(name.toString(), null, "Too many open files");
    }

    /** A process that has no descriptor left can open nothing, list nothing, and goes on when it has some. */
    @Test
    void withoutDescriptorsFilesWaitAndAreReadWhenThereAreSome() throws Exception {
        AtomicBoolean none = new AtomicBoolean();
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public List<Path> names() throws IOException {
                if (none.get()) {
                    throw tooManyOpen(Path.of("."));
                }
                return super.names();
            }
        };
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        for (int round = 1; round <= 2; round++) {
            none.set(true);
            fixture.looks(3);
            fixture.append("app.log", "open " + round + "\n"); // what is open is read all the same, or later
            fixture.append("new" + round + ".log", "new " + round + "\n");
            fixture.looks(3);
            assertThat(told("files_unreadable")).isEqualTo(round);
            none.set(false);
            fixture.disk.await(1 + 2 * round);
        }
        assertThat(fixture.disk.lines()).containsExactlyInAnyOrder("1", "open 1", "new 1", "open 2", "new 2");
        assertThat(fixture.disk.gaps()).isEmpty();
    }

    @Test
    void aFileThatFindsNoDescriptorIsToldOncePerTimeAndRead() throws Exception {
        Set<Path> refused = ConcurrentHashMap.newKeySet();
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public FileChannel open(Path name) throws IOException {
                if (refused.contains(name)) {
                    throw tooManyOpen(name);
                }
                return super.open(name);
            }
        };
        fixture.start();
        for (int round = 1; round <= 2; round++) {
            Path late = Path.of("late" + round + ".log");
            refused.add(late);
            fixture.append(late.toString(), "late " + round + "\n");
            fixture.append("app.log", "in time " + round + "\n");
            fixture.disk.await(2 * round - 1);
            fixture.looks(3);
            assertThat(told("file_unreadable")).isEqualTo(round);
            refused.clear();
            fixture.disk.await(2 * round);
        }
        assertThat(fixture.disk.lines()).containsExactly("in time 1", "late 1", "in time 2", "late 2");
    }

    /** As when a network file system has forgotten what was open. */
    @Test
    void aFileWhoseReadingFailsIsOpenedAnewAndGoesOn() throws Exception {
        AtomicBoolean stale = new AtomicBoolean(true);
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public FileChannel open(Path name) throws IOException {
                FileChannel channel = super.open(name);
                if (name.endsWith("app.log") && stale.get()) {
                    channel.close();
                }
                return channel;
            }
        };
        fixture.append("app.log", "1\n");
        fixture.append("other.log", "x\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.looks(3);
        assertThat(told("file_unreadable")).isEqualTo(1);
        stale.set(false);
        assertThat(fixture.disk.await(2)).containsExactly("x", "1");
    }

    @Test
    void afterAFaultItGoesOnWithWhatIsOnRecord() throws Exception {
        AtomicBoolean fault = new AtomicBoolean();
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public List<Path> names() throws IOException {
                if (fault.get()) {
                    throw new IllegalStateException("a mistake");
                }
                return super.names();
            }
        };
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fault.set(true);
        fixture.append("app.log", "2\n");
        fixture.looks(3);
        fault.set(false);
        fixture.append("app.log", "3\n");
        assertThat(fixture.disk.await(3)).containsExactly("1", "2", "3");
        assertThat(fixture.files.failed).hasValueGreaterThanOrEqualTo(2);
        assertThat(told("files_failed")).isEqualTo(fixture.files.failed.get());
        assertThat(fixture.fatal).isNotDone();
    }

    @Test
    void afterAFaultOfTheWholeTurnItGoesOn() throws Exception {
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        CompletableFuture<Void> fault = new CompletableFuture<>();
        fixture.metrics.beforeAnswered = () -> {
            if (fault.complete(null)) {
                throw new IllegalStateException("a mistake in an answer");
            }
        };
        fixture.append("app.log", "2\n");
        fixture.disk.await(2);
        fault.get(20, TimeUnit.SECONDS);
        fixture.looks(1); // in a turn after it
        fixture.append("app.log", "3\n");
        assertThat(fixture.disk.await(3)).containsExactly("1", "2", "3");
        assertThat(told("files_failed")).isEqualTo(1);
        assertThat(fixture.files.shown.scrape()).contains("wardlog_agent_files_failed_total 1.0");
    }

    @Test
    void anErrorIsTheEndAndIsTold() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("for this test");
        fixture.between = folder -> {
            throw error;
        };
        fixture.start();
        assertThat(fixture.fatal.get(20, TimeUnit.SECONDS)).isSameAs(error);
    }

    /** The directory says that these are regular files, as it did before they were put there. */
    private void liesAbout(String... names) throws IOException {
        Path regular = Files.writeString(directory.resolve("regular"), "0\n");
        Set<String> lies = Set.of(names);
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public BasicFileAttributes attributes(Path name) throws IOException {
                return lies.contains(name.toString())
                        ? new Keyed(Files.readAttributes(regular, BasicFileAttributes.class), name.toString())
                        : super.attributes(name);
            }
        };
    }

    @Test
    void aNamedPipeALinkOrADirectoryWhereAFileWasHoldsUpNobody() throws Exception {
        ListenFixture.run(List.of("mkfifo", file("pipe.log").toString()), "");
        Path secret = Files.writeString(directory.resolve("secret.log"), "secret\n");
        Files.createSymbolicLink(file("link.log"), secret);
        Files.createDirectories(file("directory.log"));
        liesAbout("pipe.log", "link.log", "directory.log");
        fixture.append("app.log", "1\n");
        fixture.start();
        fixture.disk.await(1);
        fixture.looks(10);
        fixture.append("app.log", "2\n");
        assertThat(fixture.disk.await(2)).containsExactly("1", "2");
        assertThat(told("file_unreadable")).as("each, by opening or by reading").isBetween(3L, 6L);
        fixture.stop();
        try (FileOutputStream writer = new FileOutputStream(file("pipe.log").toFile())) {
            writer.flush(); // lets those go that wait for one
        }
    }

    @Test
    void aFolderThatBecomesALinkLeadsNowhere() throws Exception {
        Path elsewhere = Files.createDirectories(directory.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("app.log"), "secret\n");
        fixture.append("app.log", "1\n");
        SystemVolume system = new SystemVolume(fixture.volume);
        try (Folder open = system.open(FileFixture.APPLICATION)) {
            Files.move(fixture.folder, directory.resolve("away"));
            Files.createSymbolicLink(fixture.folder, elsewhere);
            assertThat(open.names()).containsExactly(Path.of("app.log"));
            assertThat(open.attributes(Path.of("app.log")).size()).isEqualTo(2);
            assertThatThrownBy(() -> open.open(Path.of("app.log"))).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> system.open(FileFixture.APPLICATION)).isInstanceOf(IOException.class);
    }

    @Test
    void noMoreFilesAreOpenThanMayBe() throws Exception {
        fixture.maxOpenFiles(2);
        for (int i = 1; i <= 3; i++) {
            fixture.append(i + ".log", i + "\n");
        }
        fixture.start();
        List<String> first = fixture.disk.await(2);
        fixture.looks(3);
        assertThat(fixture.disk.lines()).hasSize(2);
        assertThat(told("file_unreadable")).isEqualTo(1);
        Files.delete(file(first.get(0) + ".log"));
        assertThat(fixture.disk.await(3)).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(fixture.files.mostOpen).hasValue(2);
    }

    /** It writes more files than may be open, and none of them is ever done. */
    @Test
    void aDeviceWithMoreFilesThanMayBeOpenLeavesSomeForTheOthers() throws Exception {
        fixture.maxOpenFiles(16);
        for (int i = 1; i <= 20; i++) {
            fixture.append(i + ".log", i + " of many\n");
        }
        fixture.start();
        fixture.disk.await(12);
        fixture.looks(3);
        fixture.appendOfAnother("app.log", "of another\n");
        assertThat(fixture.disk.await(13)).contains("of another");
        assertThat(fixture.files.mostOpen).hasValue(13);
    }

    @Test
    void aFileThatTakesTheNameOfOneThatIsDeletedIsPutBackAndRead() throws Exception {
        fixture.deleteConfirmed();
        AtomicBoolean swapped = new AtomicBoolean();
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public void rename(Path from, Path to) throws IOException {
                if (!swapped.getAndSet(true)) {
                    Files.move(fixture.folder.resolve(from), directory.resolve("old"));
                    fixture.append(from.toString(), "precious\n");
                    fixture.disk.confirmed = false; // or it would rightly be deleted, too, a moment later
                }
                super.rename(from, to);
            }
        };
        fixture.append("app.log.1", "0\n");
        fixture.age("app.log.1", Duration.ofMinutes(5));
        fixture.disk.confirmed = true;
        fixture.start();
        assertThat(fixture.disk.await(2)).containsExactly("0", "precious");
        assertThat(told("file_put_back")).isEqualTo(1);
        assertThat(file("app.log.1")).hasContent("precious");
        assertThat(told("file_deleted")).isZero();
    }

    @Test
    void aFileIsNotPutBackOverAnother() throws Exception {
        fixture.deleteConfirmed();
        AtomicBoolean swapped = new AtomicBoolean();
        fixture.between = folder -> new FolderBetween(folder) {
            @Override
            public void rename(Path from, Path to) throws IOException {
                boolean first = !swapped.getAndSet(true);
                if (first) {
                    Files.move(fixture.folder.resolve(from), directory.resolve("old"));
                    fixture.append(from.toString(), "precious\n");
                }
                super.rename(from, to);
                if (first) {
                    fixture.append(from.toString(), "and another\n");
                }
            }
        };
        fixture.append("app.log.1", "0\n");
        fixture.age("app.log.1", Duration.ofMinutes(5));
        fixture.disk.confirmed = true;
        fixture.start();
        assertThat(fixture.disk.await(3)).containsExactlyInAnyOrder("0", "precious", "and another");
        assertThat(told("file_not_put_back")).isEqualTo(1);
    }

    @Test
    void linesThatMustWaitStayInTheirFileAndComeInOrder() throws Exception {
        Set<String> waited = ConcurrentHashMap.newKeySet();
        fixture.disk.wait = line -> waited.add(line) ? Optional.of(Duration.ofMillis(2)) : Optional.empty();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            text.append(i).append('\n');
        }
        fixture.append("app.log", text.toString());
        fixture.start();
        assertThat(String.join("\n", fixture.disk.await(50)) + "\n").isEqualTo(text.toString());
        fixture.stop();
        assertThat(fixture.metrics.counts).containsOnly(Map.entry("answered.accepted", 50));
        assertThat(fixture.disk.gaps()).isEmpty();
    }

    @Test
    void whatIsNotOnRecordYetIsCounted() throws Exception {
        fixture.disk.busy = line -> true;
        fixture.append("app.log", "1\n2\nhal");
        fixture.append("app.log.1.gz", "not read");
        fixture.start();
        fixture.looks(3);
        assertThat(fixture.files.unread).containsExactly(Map.entry(FileFixture.APPLICATION, 7L));
        fixture.disk.busy = line -> false;
        fixture.disk.await(2);
        fixture.looks(3);
        assertThat(fixture.files.unread).containsExactly(Map.entry(FileFixture.APPLICATION, 3L));
        fixture.stop();
        assertThat(fixture.files.unread).isEmpty();
        assertThat(fixture.files.open).hasValue(0);
    }
}

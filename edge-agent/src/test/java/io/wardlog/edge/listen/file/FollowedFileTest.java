package io.wardlog.edge.listen.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.listen.LineSplitter.Line;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedFileTest {

    private static final FileFingerprints KEY = new FileFingerprints(new byte[32]);

    @TempDir
    Path directory;

    /** It happens between the question whether the file is intact and the reading, too. */
    @Test
    void bytesOfAnotherContentAreNotRead() throws Exception {
        Path path = Files.writeString(directory.resolve("app.log"), "1\n2\n");
        FollowedFile file = new FollowedFile(FileChannel.open(path), "key", KEY);
        assertThat(file.goTo(Optional.empty())).isEqualTo(FollowedFile.Going.THERE);
        assertThat(file.readOn()).isTrue();
        assertThat(file.next().bytes()).asString(StandardCharsets.US_ASCII).isEqualTo("1");
        assertThat(file.next().bytes()).asString(StandardCharsets.US_ASCII).isEqualTo("2");
        assertThat(file.isIntact()).isTrue();
        Files.writeString(path, "a new line\nand one more\n");
        assertThat(file.readOn()).isFalse();
        assertThat(file.next()).isNull();
        assertThat(file.isIntact()).isFalse();
        Files.writeString(path, "1\n2\n3\n");
        assertThat(file.readOn()).as("what it was before goes on").isTrue();
        assertThat(file.next().bytes()).asString(StandardCharsets.US_ASCII).isEqualTo("3");
        file.close();
    }

    /** A file is closed, and may be deleted, when it is at its end. */
    @Test
    void aFileIsNotAtItsEndWhileLinesOfItAreLeft() throws Exception {
        Path path = Files.writeString(directory.resolve("app.log.1"), "1\n2\n");
        FollowedFile file = new FollowedFile(FileChannel.open(path), "key", KEY);
        file.goTo(Optional.empty());
        file.readOn();
        file.next();
        assertThat(file.isAtEnd()).isFalse();
        file.next();
        assertThat(file.isAtEnd()).isTrue();
        file.close();
    }

    /** Thousands of files may be open, each with a line of up to 64 KiB that nobody ends. */
    @Test
    void aLineWithoutAnEndTakesNoRoomWhileItsFileIsNotWrittenTo() throws Exception {
        String begun = "x".repeat(60_000);
        Path path = Files.writeString(directory.resolve("app.log"), "1\n\n" + begun);
        List<FollowedFile> files = new ArrayList<>();
        long before = used();
        for (int i = 0; i < 400; i++) {
            FollowedFile file = new FollowedFile(FileChannel.open(path), "key", KEY);
            files.add(file);
            file.goTo(Optional.empty());
            while (file.next() != null || file.readOn()) {
                file.settled(file.offset());
            }
        }
        assertThat(used() - before).isLessThan(8 << 20);
        FollowedFile file = files.get(0);
        assertThat(file.begun()).isEqualTo(60_000);
        assertThat(file.partial().bytes()).asString(StandardCharsets.US_ASCII).isEqualTo(begun);
        Files.writeString(path, "y", StandardOpenOption.APPEND);
        assertThat(file.readOn()).isTrue();
        assertThat(file.next()).isNull();
        assertThat(file.readOn()).isFalse();
        Files.writeString(path, "z\n3\n", StandardOpenOption.APPEND);
        assertThat(file.readOn()).isTrue();
        assertThat(file.next().bytes()).asString(StandardCharsets.US_ASCII).isEqualTo(begun + "yz");
        assertThat(file.next().bytes()).asString(StandardCharsets.US_ASCII).isEqualTo("3");
        for (FollowedFile one : files) {
            one.close();
        }
    }

    @Test
    void aLineThatIsTooLongIsOneWhereverItWasLeft() throws Exception {
        Path path = Files.writeString(directory.resolve("app.log"), "");
        FollowedFile file = new FollowedFile(FileChannel.open(path), "key", KEY);
        file.goTo(Optional.empty());
        for (int i = 0; i < 5; i++) {
            Files.writeString(path, Integer.toString(i).repeat(30_000), StandardOpenOption.APPEND);
            while (file.readOn()) {
                assertThat(file.next()).isNull();
            }
        }
        assertThat(file.partial().length()).isEqualTo(150_000);
        Files.writeString(path, "\nx\n", StandardOpenOption.APPEND);
        assertThat(file.readOn()).isTrue();
        Line line = file.next();
        assertThat(line.tooLong()).isTrue();
        assertThat(line.length()).isEqualTo(150_000);
        assertThat(line.bytes()).hasSize(64 * 1024).startsWith('0').endsWith('2');
        assertThat(file.next().bytes()).containsExactly('x');
        file.close();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void aLargeFileIsComparedInStepsAndReadAgainFromWhereItIsSettled() throws Exception {
        String line = "x".repeat(999) + "\n";
        Path path = Files.writeString(directory.resolve("app.log"), line.repeat(10_000));
        FollowedFile file = new FollowedFile(FileChannel.open(path), "key", KEY);
        assertThat(file.goTo(Optional.empty())).isEqualTo(FollowedFile.Going.THERE);
        FilePosition half = null;
        for (int lines = 0; file.next() != null || file.readOn(); ) {
            if (file.offset() > lines * 1_000L && ++lines == 5_000) {
                FileStep.To at = file.position("app.log");
                half = new FilePosition("app.log", at.offset(), 0, at.fingerprint());
                file.settled(at.offset());
            }
        }
        assertThat(half.offset()).isEqualTo(5_000_000);
        assertThat(file.goTo(Optional.of(half))).as("from a mark").isEqualTo(FollowedFile.Going.THERE);
        assertThat(file.offset()).isEqualTo(5_000_000);
        FollowedFile anew = new FollowedFile(FileChannel.open(path), "key", KEY);
        assertThat(anew.goTo(Optional.of(half))).isEqualTo(FollowedFile.Going.UNDER_WAY);
        assertThat(anew.goTo(Optional.of(half))).isEqualTo(FollowedFile.Going.THERE);
        Files.writeString(path, "y" + line.substring(1) + line.repeat(9_999));
        FollowedFile other = new FollowedFile(FileChannel.open(path), "key", KEY);
        assertThat(other.goTo(Optional.of(half))).isEqualTo(FollowedFile.Going.UNDER_WAY);
        assertThat(other.goTo(Optional.of(half))).isEqualTo(FollowedFile.Going.OTHER_CONTENT);
        other.close();
        anew.close();
        file.close();
    }
}

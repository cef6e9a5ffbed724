package io.wardlog.edge.listen.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.entry.FilePosition;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

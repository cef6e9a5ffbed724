package io.wardlog.edge.listen.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowedFileTest {

    @TempDir
    Path directory;

    /** It happens between the question whether the file is intact and the reading, too. */
    @Test
    void bytesOfAnotherContentAreNotRead() throws Exception {
        Path path = Files.writeString(directory.resolve("app.log"), "1\n2\n");
        FollowedFile file = new FollowedFile(FileChannel.open(path), "key");
        assertThat(file.goTo(Optional.empty())).isTrue();
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
}

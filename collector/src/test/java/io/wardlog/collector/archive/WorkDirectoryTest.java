package io.wardlog.collector.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    @TempDir
    Path directory;

    @Test
    void whatAKilledProcessLeftIsGone() throws IOException {
        Path work = directory.resolve("work");
        Files.write(WorkDirectory.emptied(work).newFile(".parquet"), new byte[] {1});
        assertThat(work).isNotEmptyDirectory();
        WorkDirectory.emptied(work);
        assertThat(work).isEmptyDirectory();
    }
}

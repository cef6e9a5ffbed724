package io.wardlog.edge.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data directories in which something is not the agent's; whose a file is, is in the test's hands, for root may write all. */
class DataFilesCheckTest {

    @TempDir
    Path directory;

    private Path data;

    @BeforeEach
    void makeData() throws Exception {
        data = Files.createDirectories(directory.resolve("data"));
        Files.createDirectories(data.resolve("journal/segments"));
        Files.createFile(data.resolve("journal/segments/1.wlj"));
        Files.createFile(data.resolve("digest.key"));
        Files.createDirectory(data.resolve("lost+found"));
    }

    private Diagnosis look(DataFilesCheck check) {
        List<Diagnosis> said = new ArrayList<>();
        check.look(said::add);
        assertThat(said).hasSize(1);
        return said.get(0);
    }

    @Test
    void whatIsThisUsersIsWell() {
        assertThat(look(DataFilesCheck.of(data)).level()).isEqualTo(Diagnosis.Level.OK);
        assertThat(look(DataFilesCheck.of(directory.resolve("not/there"))).level())
                .isEqualTo(Diagnosis.Level.OK);
    }

    @Test
    void whatAnotherUserLeftIsNamed() {
        Diagnosis one = look(new DataFilesCheck(data, file -> !file.endsWith("1.wlj")));
        assertThat(one.level()).isEqualTo(Diagnosis.Level.FAILED);
        assertThat(one.found()).endsWith("cannot read and write " + data.resolve("journal/segments/1.wlj"));
        assertThat(one.fix()).contains("chown -R");
        assertThat(look(new DataFilesCheck(data, file -> false)).found())
                .as("the directory, two in it, and two files; not what is the file system's own")
                .endsWith(data + ", nor 4 others");
    }

    @Test
    void aFileInThePlaceOfADirectoryIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(look(DataFilesCheck.of(file)).found()).isEqualTo(file + " is no directory");
        assertThat(look(DataFilesCheck.of(file.resolve("data"))).found()).isEqualTo(file + " is no directory");
    }
}

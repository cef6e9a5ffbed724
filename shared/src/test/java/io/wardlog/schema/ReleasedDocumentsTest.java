package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was released stays as it is, held by a list outside the index: whoever edits a document together with its hash does not get past it. The
 * list itself only ever grows, which the repository's history shows.
 */
class ReleasedDocumentsTest {
    private static final Path LIST = Path.of("../schemas/released.txt");
    private static final String EDITED = "infusion.started/1.json";

    @TempDir
    Path copy;

    private List<String> list;

    @BeforeEach
    void read() throws IOException {
        list = Files.readAllLines(LIST);
    }

    @Test
    void everyReleasedDocumentIsAsTheListHasIt() {
        assertThat(ReleasedDocuments.problems(list, ProductSchemas.DIRECTORY)).isEmpty();
    }

    @Test
    void theListHasNeverLostOrChangedALine() throws Exception {
        assumeTrue(
                hasHistory(),
                "skipped: git is missing or this is no checkout, so there is no history to compare released.txt with");
        for (String commit :
                git("log", "--format=%H", "--", "schemas/released.txt").toList()) {
            List<String> older =
                    git("cat-file", "blob", commit + ":schemas/released.txt").toList();
            assertThat(ReleasedDocuments.mayFollow(list, older))
                    .as("released.txt is that of commit %s with lines added at its end", commit)
                    .isTrue();
        }
    }

    @Test
    void aDocumentThatIsEditedTogetherWithItsHashIsFound() throws IOException {
        ProductSchemas.copyTo(copy);
        Path document = copy.resolve(EDITED);
        Files.writeString(document, Files.readString(document).replace("\"maxLength\": 64", "\"maxLength\": 63"));
        renewIndex();
        assertThat(SchemaCollection.load(SchemaSource.directory(copy)).problems())
                .as("a sound collection by itself")
                .isEmpty();
        assertThat(ReleasedDocuments.problems(list, copy))
                .containsExactly(EDITED + " was released and is edited; make a new version beside it");
    }

    @Test
    void aDocumentThatIsGoneOrNotInTheListIsFound() throws IOException {
        ProductSchemas.copyTo(copy);
        Path next = copy.resolve("infusion.started/2.json");
        Files.writeString(
                next,
                Files.readString(copy.resolve(EDITED))
                        .replace("urn:wardlog:schema:infusion.started:1", "urn:wardlog:schema:infusion.started:2"));
        renewIndex();
        assertThat(ReleasedDocuments.problems(list, copy)).as("a draft").isEmpty();
        String index = Files.readString(copy.resolve(SchemaIndex.FILE));
        Files.writeString(copy.resolve(SchemaIndex.FILE), index.replace("\"draft\"", "\"active\""));
        assertThat(ReleasedDocuments.problems(list, copy))
                .singleElement()
                .asString()
                .startsWith("released.txt lacks, at its end: ")
                .endsWith("  infusion.started/2.json");
        Files.writeString(
                copy.resolve(SchemaIndex.FILE),
                index.replaceFirst("    \\{ \"eventType\": \"infusion.started\".*\n", ""));
        assertThat(ReleasedDocuments.problems(list, copy))
                .containsExactly(EDITED + " was released and is gone, or is a draft again");
    }

    @Test
    void aListMayOnlyGrowAtItsEnd() {
        List<String> older = List.of("1  a", "2  b");
        assertThat(ReleasedDocuments.mayFollow(older, older)).isTrue();
        assertThat(ReleasedDocuments.mayFollow(List.of("1  a", "2  b", "3  c"), older))
                .isTrue();
        assertThat(ReleasedDocuments.mayFollow(List.of("1  a"), older)).isFalse();
        assertThat(ReleasedDocuments.mayFollow(List.of("1  a", "9  b"), older)).isFalse();
        assertThat(ReleasedDocuments.mayFollow(List.of("3  c", "1  a", "2  b"), older))
                .isFalse();
    }

    /** As {@code wardlog schemas index --rewrite-released} does. */
    private void renewIndex() throws IOException {
        Files.writeString(
                copy.resolve(SchemaIndex.FILE),
                IndexUpdate.of(copy, Map.of()).index().text());
    }

    private static boolean hasHistory() throws InterruptedException {
        try {
            return new ProcessBuilder("git", "-C", "..", "rev-parse", "--quiet", "--verify", "HEAD")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noGit) {
            return false;
        }
    }

    private static Stream<String> git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", ".."));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(git.waitFor()).as("%s", command).isZero();
        return said.lines();
    }
}

package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemasIndexCommandTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void oneDocument() throws IOException {
        write("x_acme.tablet_docked/1.json", "{}");
    }

    @Test
    void aNewDocumentIsADraftAndMayBeEdited() throws IOException {
        assertThat(index()).isZero();
        assertThat(text()).contains("\"x_acme.tablet_docked\"", "\"draft\"", hash("{}"));

        write("x_acme.tablet_docked/1.json", "{\"a\":1}");

        assertThat(index()).isZero();
        assertThat(text()).contains(hash("{\"a\":1}")).doesNotContain(hash("{}"));
    }

    @Test
    void aReleasedDocumentStaysAsItIs() throws IOException {
        assertThat(index("--activate", "x_acme.tablet_docked:1")).isZero();
        String released = text();
        assertThat(released).contains("\"active\"");

        write("x_acme.tablet_docked/1.json", "{\"a\":1}");

        assertThat(index()).isEqualTo(1);
        assertThat(err.toString()).contains("x_acme.tablet_docked/1.json", "never edited");
        assertThat(text()).isEqualTo(released);

        Files.delete(directory.resolve("x_acme.tablet_docked/1.json"));
        assertThat(index()).isEqualTo(1);
        assertThat(err.toString()).contains("not in the directory");
        assertThat(text()).isEqualTo(released);
    }

    @Test
    void whatNobodyHasLoadedMayBeRewrittenWhenAskedByName() throws IOException {
        index("--activate", "x_acme.tablet_docked:1");
        write("x_acme.tablet_docked/1.json", "{\"a\":1}");

        assertThat(index("--rewrite-released")).isZero();
        assertThat(text()).contains(hash("{\"a\":1}"), "\"active\"");
    }

    @Test
    void aStatusMovesForwardOnly() throws IOException {
        assertThat(index("--deprecate", "x_acme.tablet_docked:1")).isZero();

        assertThat(index("--activate", "x_acme.tablet_docked:1")).isEqualTo(1);
        assertThat(err.toString()).contains("cannot become active again");
        assertThat(text()).contains("deprecated");
    }

    @Test
    void aSecondRunChangesNothing() throws IOException {
        write("x_acme.tablet_docked/2.json", "{}");
        write("x_acme.tablet_docked/notes.json", "{}");
        index();
        String once = text();

        assertThat(index()).isZero();
        assertThat(text()).isEqualTo(once).doesNotContain("notes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x_acme.tablet_docked", "x_acme.tablet_docked:0", "x_acme.tablet_docked:2", "X:1"})
    void aVersionThatIsNotThereIsAWrongCommandLine(String name) {
        assertThat(index("--activate", name)).isEqualTo(2);
        assertThat(directory.resolve("index.json")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"indexVersion\":2,\"events\":[]}", "{\"indexVersion\":1,\"events\":[],\"more\":1}"})
    void anIndexThatIsNoneIsSaidToBe(String text) throws IOException {
        write("index.json", text);

        assertThat(index()).isEqualTo(2);
        assertThat(err.toString()).contains("index.json");
        assertThat(text()).isEqualTo(text);
    }

    private int index(String... options) {
        String[] arguments = new String[3 + options.length];
        arguments[0] = "schemas";
        arguments[1] = "index";
        arguments[2] = directory.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return WardlogMain.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
    }

    private String text() throws IOException {
        return Files.readString(directory.resolve("index.json"));
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static String hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}

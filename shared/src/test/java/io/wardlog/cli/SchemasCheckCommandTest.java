package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemasCheckCommandTest {
    private static final String TYPE = "x_acme.tablet_docked";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aVersionThatAcceptsMoreMayFollowAndOneThatAcceptsLessMayNot() throws IOException {
        Path narrow = write("1.json", TenantSchemas.document(TYPE, 1, 10));
        Path wide = write("2.json", TenantSchemas.document(TYPE, 2, 20));

        assertThat(run(narrow, wide)).isZero();
        assertThat(out.toString()).contains("ok:");
        assertThat(run(wide, narrow)).isEqualTo(1);
        assertThat(out.toString()).contains("/slot", "tighter maximum");
        assertThat(run(wide, narrow, "--rule", "forward")).isZero();
        assertThat(run(narrow, wide, "--rule", "full")).isEqualTo(1);
    }

    @Test
    void programsGetOneJsonObject() throws IOException {
        Path narrow = write("1.json", TenantSchemas.document(TYPE, 1, 10));
        Path wide = write("2.json", TenantSchemas.document(TYPE, 2, 20));

        run(wide, narrow, "--json");

        var result = ((JsonReading.Value)
                        StrictJson.read(out.toString().getBytes(StandardCharsets.UTF_8), JsonLimits.DOCUMENT))
                .node();
        assertThat(result.get("ok").booleanValue()).isFalse();
        assertThat(result.at("/documents/0/kind").textValue()).isEqualTo("backward");
        assertThat(result.at("/documents/0/pointer").textValue()).isEqualTo("/slot");
    }

    @Test
    void whatIsReleasedStaysInADirectory() throws IOException {
        Path older = directory("older", 10, 20);
        assertThat(run(older, directory("newer", 10, 20, 30))).isZero();
        assertThat(run(older, directory("shorter", 10))).isEqualTo(1);
        assertThat(out.toString()).contains("2.json", "is gone");
        assertThat(run(older, directory("edited", 11, 20))).isEqualTo(1);
        assertThat(out.toString()).contains("1.json", "was released and is edited");
        assertThat(run(older, directory("narrower", 10, 20, 15))).isEqualTo(1);
        assertThat(out.toString()).contains("3.json", "/slot");
    }

    @Test
    void aDocumentThatIsNotWhatTheIndexSaysIsSaidToBe() throws IOException {
        Path older = directory("older", 10);
        Path newer = directory("newer", 10);
        Files.writeString(newer.resolve(TYPE + "/1.json"), TenantSchemas.document(TYPE, 1, 99));

        assertThat(run(older, newer)).isEqualTo(2);
        assertThat(err.toString()).contains("1.json was changed");
    }

    @Test
    void wrongUsesAreSaid() throws IOException {
        Path file = write("1.json", "{}");
        assertThat(run(file)).isEqualTo(2);
        assertThat(run(file, directory)).isEqualTo(2);
        assertThat(run(directory, directory, "--rule", "full")).isEqualTo(2);
        assertThat(run(file, write("2.json", "[]"))).isEqualTo(2);
        assertThat(run(file, file, "--rule", "sideways")).isEqualTo(2);
        assertThat(run("--git", directory)).isEqualTo(2);
    }

    private Path directory(String name, int... slots) throws IOException {
        Path schemas = directory.resolve(name);
        TenantSchemas.write(schemas, TYPE, slots);
        return schemas;
    }

    private Path write(String file, String text) throws IOException {
        return Files.writeString(directory.resolve(file), text);
    }

    private int run(Object... arguments) {
        List<String> all = new ArrayList<>(List.of("schemas", "check"));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        return WardlogMain.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }
}

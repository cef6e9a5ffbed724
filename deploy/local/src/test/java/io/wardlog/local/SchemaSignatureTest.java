package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of docs/security.md that check the product's schemas with OpenSSL alone, as a reader copies them. */
class SchemaSignatureTest {
    private static final Path HOME = Modules.ofThisBuild().home();
    private static final String SCHEMAS = "schemas/src/main/resources/io/wardlog/schemas";
    private static final Pattern LINES = Pattern.compile("(?s)\n## Check the product's schemas\n.*?```sh\n(.*?)```");
    private static final Pattern KEY_ID = Pattern.compile("`([0-9a-f]{64})`");

    @TempDir
    Path directory;

    @BeforeEach
    void copy() throws IOException {
        Tools.need("openssl", "openssl");
        try (Stream<Path> files = Files.walk(HOME.resolve(SCHEMAS))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = directory.resolve(HOME.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.copy(HOME.resolve("schemas/release.pub.pem"), directory.resolve("schemas/release.pub.pem"));
    }

    @Test
    void holdsForWhatIsInTheRepository() throws Exception {
        Matcher keyId = KEY_ID.matcher(Files.readString(HOME.resolve("docs/security.md")));
        assertThat(keyId.find()).isTrue();
        Run run = run();
        assertThat(run.output()).contains(keyId.group(1), "Signature Verified Successfully", "index.json: OK");
        assertThat(run.exit()).as(run.output()).isZero();
    }

    @Test
    void findsWhatIsNotAsItWasSigned() throws Exception {
        Path document = directory.resolve(SCHEMAS).resolve("infusion.started/1.json");
        String text = Files.readString(document);
        Files.writeString(document, text + "\n");
        assertThat(run().output()).contains("infusion.started/1.json: FAILED");
        assertThat(run().exit()).isNotZero();

        Files.writeString(document, text);
        Path index = directory.resolve(SCHEMAS).resolve("index.json");
        Files.writeString(index, Files.readString(index).replaceFirst("\"active\"", "\"draft\""));
        assertThat(run().output()).contains("index.json: FAILED");
        assertThat(run().exit()).isNotZero();
    }

    @Test
    void findsASignatureThatIsNone() throws Exception {
        Path signature = directory.resolve(SCHEMAS).resolve("index.sig");
        byte[] bytes = Files.readAllBytes(signature);
        bytes[bytes.length - 1] ^= 1;
        Files.write(signature, bytes);
        Run run = run();
        assertThat(run.output()).contains("Signature Verification Failure");
        assertThat(run.exit()).isNotZero();
    }

    private record Run(int exit, String output) {}

    /** Ends at the first line that fails. */
    private Run run() throws IOException, InterruptedException {
        Matcher lines = LINES.matcher(Files.readString(HOME.resolve("docs/security.md")));
        assertThat(lines.find()).isTrue();
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", lines.group(1))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        shell.environment().put("TMPDIR", directory.toString());
        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }
}

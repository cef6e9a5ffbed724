package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.schema.IndexUpdate;
import io.wardlog.schema.ProductSchemas;
import io.wardlog.schema.SchemaIndex;
import io.wardlog.schema.SchemaSource;
import io.wardlog.schema.release.SignedIndex;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The product's schemas signed and checked as people do: a maintainer, and one who has his public key from elsewhere. */
class SchemasVerifyCommandTest {
    private static final String EDITED = "infusion.started/1.json";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path schemas;
    private Path keys;
    private Path publicKey;

    @BeforeEach
    void signedByAKeyOfItsOwn() throws IOException {
        schemas = directory.resolve("schemas");
        keys = directory.resolve("keys");
        ProductSchemas.copyTo(schemas);
        run("pki", "release", keys);
        publicKey = keys.resolve("release.pub.pem");
        assertThat(sign()).as(err.toString()).isZero();
    }

    @Test
    void whatWasSignedIsToldWithItsKey() throws IOException {
        out.getBuffer().setLength(0);
        assertThat(verify(schemas)).as(err.toString()).isZero();
        SchemaIndex index = SchemaIndex.read(SchemaSource.directory(schemas).read(SchemaIndex.FILE));
        assertThat(out.toString().lines())
                .contains("active      urn:wardlog:schema:infusion.started:1 (backward)")
                .contains("shared      urn:wardlog:schema:device-message:1")
                .contains("documents   " + (index.events().size() + 2) + ", each of its hash")
                .anyMatch(line -> line.matches("key {9}[0-9a-f]{64} \\(Ed25519\\)"))
                .endsWith("signature   holds");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void theProgramsOwnAreCheckedWhenNoneAreNamed() {
        assertThat(run("schemas", "verify", "--public-key", "../schemas/release.pub.pem"))
                .as(err.toString())
                .isZero();
        assertThat(run("schemas", "verify", "--public-key", publicKey)).isEqualTo(1);
        assertThat(err.toString()).contains("index.sig is by the key ", ", the one to check with is ");
    }

    @Test
    void aJarIsCheckedAsItIs() throws IOException {
        Path jar = directory.resolve("schemas.jar");
        try (FileSystem files = FileSystems.newFileSystem(jar, Map.of("create", "true"));
                Stream<Path> signed = Files.walk(schemas)) {
            for (Path file : signed.filter(Files::isRegularFile).toList()) {
                Path copy = files.getPath(
                        SchemaSource.ROOT, schemas.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        assertThat(verify(jar)).as(err.toString()).isZero();

        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            Files.delete(files.getPath(SchemaSource.ROOT, EDITED));
        }
        refused(verify(jar), "there is no /io/wardlog/schemas/" + EDITED);
    }

    @Test
    void aDocumentThatIsEditedIsNamed() throws IOException {
        edit(EDITED, "\"maxLength\": 64", "\"maxLength\": 63");
        Files.delete(schemas.resolve("infusion.stopped/1.json"));
        edit("envelope.json", "\"type\": \"object\"", "\"type\":  \"object\"");
        refused(
                verify(schemas),
                EDITED + " was changed: its SHA-256 is ",
                "there is no " + schemas.resolve("infusion.stopped/1.json"),
                "envelope.json was changed");
        assertThat(sign()).as("nor is it signed").isEqualTo(1);
    }

    @Test
    void aDocumentThatIsEditedTogetherWithItsHashIsFound() throws IOException {
        edit(EDITED, "\"maxLength\": 64", "\"maxLength\": 63");
        Files.writeString(
                schemas.resolve(SchemaIndex.FILE),
                IndexUpdate.of(schemas, Map.of()).index().text());
        refused(verify(schemas), "index.json is not the one that was signed at ");
    }

    @Test
    void aStatusIsSigned() throws IOException {
        edit(SchemaIndex.FILE, "\"active\"", "\"deprecated\"");
        refused(verify(schemas), "index.json is not the one that was signed at ");
        assertThat(sign()).isZero();
        assertThat(verify(schemas)).isZero();
    }

    @Test
    void anotherKeyOrNoSignatureIsRefused() throws IOException {
        run("pki", "release", directory.resolve("others"));
        refused(
                run("schemas", "verify", schemas, "--public-key", directory.resolve("others/release.pub.pem")),
                "index.sig is by the key ");
        Files.delete(schemas.resolve(SignedIndex.FILE));
        refused(verify(schemas), "there is no " + schemas.resolve(SignedIndex.FILE));
    }

    @Test
    void aTenantsBundleIsNoSignatureOfTheProducts() throws IOException {
        Path own = directory.resolve("own");
        TenantSchemas.write(own, "x_acme.tablet_docked", 10);
        Path key = keys.resolve("release.key");
        Path bundle = directory.resolve("bundle");
        run("schemas", "bundle", own, "--tenant", "acme", "--bundle-version", 1, "--key", key, "--out", bundle);
        Files.copy(bundle, schemas.resolve(SignedIndex.FILE), StandardCopyOption.REPLACE_EXISTING);
        refused(verify(schemas), "index.sig does not start as one of its kind");

        assertThat(run("schemas", "sign", own, "--key", key)).isEqualTo(2);
        assertThat(err.toString()).contains("wardlog schemas bundle");
        assertThat(own.resolve(SignedIndex.FILE)).doesNotExist();
    }

    @Test
    void wrongUsesAreSaid() throws IOException {
        assertThat(run("schemas", "verify", schemas)).isEqualTo(2);
        assertThat(verify(schemas.resolve(SchemaIndex.FILE))).isEqualTo(2);
        assertThat(err.toString()).contains("is neither a directory nor a jar");
        assertThat(verify(directory.resolve("nothing"))).isEqualTo(3);
        assertThat(run("schemas", "verify", schemas, "--public-key", schemas.resolve(SchemaIndex.FILE)))
                .isEqualTo(3);
        assertThat(run("pki", "release", keys)).as("a key is never overwritten").isEqualTo(3);
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = schemas.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(from);
        Files.writeString(path, text.replace(from, to));
    }

    private void refused(int exit, String... reasons) {
        assertThat(exit).isEqualTo(1);
        assertThat(err.toString()).contains(reasons);
    }

    private int sign() {
        return run("schemas", "sign", schemas, "--key", keys.resolve("release.key"));
    }

    private int verify(Path place) {
        return run("schemas", "verify", place, "--public-key", publicKey);
    }

    private int run(Object... arguments) {
        String[] texts = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        return WardlogMain.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(texts);
    }
}

package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.error.ErrorCode;
import io.wardlog.keys.KeyPurpose;
import io.wardlog.keys.KeyRing;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.TrustedKey;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.bundle.BundleCheck;
import io.wardlog.schema.bundle.BundleCheck.Result;
import io.wardlog.schema.bundle.SignedBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, bundles and their texts as a person makes them, and what a loader makes of them. */
class SchemasBundleCommandTest {
    private static final String TYPE = "x_acme.tablet_docked";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path pki;
    private Path keys;

    @BeforeEach
    void keysOfTwoTenants() {
        pki = directory.resolve("pki");
        run("pki", "init", pki);
        run("pki", "tenant", pki, "--tenant", "acme");
        run("pki", "registry", pki, "--tenant", "acme");
        run("pki", "registry", pki, "--tenant", "other");
        keys = pki.resolve("tenants/acme");
    }

    @Test
    void aBundleIsMadeShownAndLoaded() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10, 20);

        assertThat(bundle("acme", 1, "one")).isZero();
        assertThat(show("one")).isZero();
        assertThat(out.toString()).contains("acme", "urn:wardlog:schema:" + TYPE + ":2", "signature   holds");
        assertThat(show("one", "other")).isEqualTo(1);
        assertThat(check("acme").check(read("one"), Optional.empty())).isInstanceOf(Result.Newer.class);
    }

    @Test
    void onlyWhatIsNewerAndTheTenantsOwnComesIntoForce() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        bundle("acme", 1, "one");
        bundle("acme", 2, "two");
        bundle("acme", 2, "two again");
        SignedBundle two = ((Result.Newer) check("acme").check(read("two"), Optional.empty())).signed();

        assertThat(check("acme").check(read("two"), Optional.of(two))).isInstanceOf(Result.Same.class);
        assertThat(refused("one", two)).isEqualTo(ErrorCode.REGISTRY_STALE);
        assertThat(Files.mismatch(file("two"), file("two again")))
                .as("made at another time")
                .isNotNegative();
        assertThat(refused("two again", two)).isEqualTo(ErrorCode.REGISTRY_STALE);
        assertThat(((Result.Refused) check("other").check(read("one"), Optional.empty())).code())
                .isEqualTo(ErrorCode.SIGNATURE_INVALID);
    }

    @Test
    void aReleasedDocumentIsNeverEditedFromOneBundleToTheNext() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        bundle("acme", 1, "one");
        SignedBundle one = ((Result.Newer) check("acme").check(read("one"), Optional.empty())).signed();
        Files.delete(directory.resolve("schemas/index.json"));
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 11);

        assertThat(bundle("acme", 2, "two", "--previous", file("one"))).isEqualTo(1);
        assertThat(err.toString()).contains("was released and is edited");
        assertThat(file("two")).doesNotExist();
        assertThat(bundle("acme", 2, "two")).isZero();
        assertThat(refused("two", one)).isEqualTo(ErrorCode.REGISTRY_INVALID);
    }

    @Test
    void aReleasedVersionIsNeverMissingInTheNextBundle() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10, 20);
        bundle("acme", 1, "one");
        SignedBundle one = ((Result.Newer) check("acme").check(read("one"), Optional.empty())).signed();
        Files.delete(directory.resolve("schemas/index.json"));
        Files.delete(directory.resolve("schemas/" + TYPE + "/2.json"));
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        bundle("acme", 2, "two");

        assertThat(check("acme").check(read("two"), Optional.of(one)))
                .isInstanceOfSatisfying(Result.Refused.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.REGISTRY_INVALID);
                    assertThat(refused.detail()).contains(TYPE + "/2.json", "was released and is gone");
                });
    }

    @Test
    void aReleasedVersionIsNeverADraftAgain() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        bundle("acme", 1, "one");
        SignedBundle one = ((Result.Newer) check("acme").check(read("one"), Optional.empty())).signed();
        Path index = directory.resolve("schemas/index.json");
        Files.writeString(index, Files.readString(index).replace("active", "draft"));
        bundle("acme", 2, "two");

        assertThat(check("acme").check(read("two"), Optional.of(one)))
                .isInstanceOfSatisfying(
                        Result.Refused.class,
                        refused -> assertThat(refused.detail())
                                .contains(TYPE + "/1.json", "is active and cannot become draft again"));
    }

    @Test
    void aTypeOfTheProductOrAnOpenSchemaIsNoTenantsType() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), "device.heartbeat", 10);
        assertThat(bundle("acme", 1, "one")).isEqualTo(2);
        assertThat(err.toString()).contains("begins with x_");

        Path open = directory.resolve("schemas/" + TYPE + "/1.json");
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        Files.writeString(
                open, Files.readString(open).replace("\"additionalProperties\": false", "\"minProperties\": 1"));
        assertThat(run("schemas", "index", directory.resolve("schemas"), "--rewrite-released"))
                .isZero();
        assertThat(bundle("acme", 1, "one")).isEqualTo(2);
        assertThat(err.toString()).contains("is not bounded");
        assertThat(file("one")).doesNotExist();
    }

    @Test
    void aSchemaThatListsNoValueIsNoTenantsType() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        Path schema = directory.resolve("schemas/" + TYPE + "/1.json");
        Files.writeString(schema, Files.readString(schema).replace("\"maximum\": 10", "\"maximum\": 10, \"enum\": []"));
        run("schemas", "index", directory.resolve("schemas"), "--rewrite-released");

        assertThat(bundle("acme", 1, "one")).isEqualTo(2);
        assertThat(err.toString()).contains("/slot: enum lists no value");
    }

    @Test
    void theBundleHasTheUsualPermissionsAndNothingIsLeftBesideIt() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        Path usual = Files.createFile(directory.resolve("usual"));
        assertThat(bundle("acme", 1, "one")).isZero();
        assertThat(Files.getPosixFilePermissions(file("one"))).isEqualTo(Files.getPosixFilePermissions(usual));

        Files.createDirectories(file("taken").resolve("by another"));
        assertThat(bundle("acme", 2, "taken")).isEqualTo(3);
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void wrongUsesAreSaid() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        assertThat(bundle("acme", 0, "one")).isEqualTo(2);
        assertThat(bundle("Acme!", 1, "one")).isEqualTo(2);
        bundle("acme", 3, "three");
        assertThat(bundle("acme", 3, "more", "--previous", file("three"))).isEqualTo(2);
        assertThat(run("schemas", "show", directory.resolve("schemas/index.json")))
                .isEqualTo(2);
        assertThat(run("schemas", "show", directory.resolve("nothing"))).isEqualTo(3);
    }

    @Test
    void theNumbersEarlierOptionStillWorks() throws Exception {
        TenantSchemas.write(directory.resolve("schemas"), TYPE, 10);
        Object key = keys.resolve("registry.key");
        Object[] words = {"--tenant", "acme", "--version", 7, "--key", key, "--out", file("seven")};
        List<Object> arguments = new ArrayList<>(List.of("schemas", "bundle", directory.resolve("schemas")));
        arguments.addAll(List.of(words));
        assertThat(run(arguments.toArray())).isZero();
        assertThat(((Result.Newer) check("acme").check(read("seven"), Optional.empty()))
                        .signed()
                        .bundle()
                        .registryVersion())
                .isEqualTo(7);
    }

    private int bundle(String tenant, int version, String name, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("schemas", "bundle", directory.resolve("schemas")));
        arguments.addAll(
                List.of("--tenant", tenant, "--bundle-version", version, "--key", keys.resolve("registry.key")));
        arguments.addAll(List.of("--out", file(name)));
        arguments.addAll(List.of(more));
        return run(arguments.toArray());
    }

    private int show(String name) {
        return show(name, "acme");
    }

    private int show(String name, String tenant) {
        return run(
                "schemas", "show", file(name), "--public-key", pki.resolve("tenants/" + tenant + "/registry.pub.pem"));
    }

    private ErrorCode refused(String name, SignedBundle inForce) throws IOException {
        return ((Result.Refused) check("acme").check(read(name), Optional.of(inForce))).code();
    }

    private BundleCheck check(String tenant) throws IOException {
        TrustedKey key = TrustedKey.of(
                PemKeys.readPublic(pki.resolve("tenants/" + tenant + "/registry.pub.pem")), KeyPurpose.SCHEMA_REGISTRY);
        return new BundleCheck(tenant, new KeyRing(List.of(key)), SchemaRegistry.builtIn());
    }

    private byte[] read(String name) throws IOException {
        return Files.readAllBytes(file(name));
    }

    private Path file(String name) {
        return directory.resolve(name + ".registry");
    }

    private int run(Object... arguments) {
        String[] texts = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        return WardlogMain.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(texts);
    }
}

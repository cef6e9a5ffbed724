package io.wardlog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code wardlog schemas check --git} on real repositories with real keys. */
class SignedCommitsTest {
    private static final String TYPE = "x_acme.tablet_docked";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path repository;
    private Path allowed;

    @BeforeAll
    static void programs() {
        for (String program : List.of("git", "ssh-keygen")) {
            assumeTrue(
                    Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program))),
                    program + " is missing: apt-get install git openssh-client");
        }
    }

    @BeforeEach
    void aRepositoryWithOneSignedCommit() throws Exception {
        repository = Files.createDirectory(directory.resolve("repository"));
        keys("listed");
        keys("stranger");
        String publicKey = Files.readString(directory.resolve("listed.pub")).strip();
        allowed = Files.writeString(
                directory.resolve("allowed"), "author@example namespaces=\"git\" " + publicKey + "\n");
        git("init", "-q", "-b", "main");
        commit("listed", 10);
    }

    @Test
    void commitsOfListedKeysAreAccepted() throws Exception {
        String base = git("rev-parse", "HEAD").strip();
        commit("listed", 10, 20);

        assertThat(check()).isZero();
        assertThat(out.toString()).contains("2 of 2 commits touch the schemas", "ok:");
        assertThat(check("--base", base, "--json")).isZero();
        assertThat(out.toString()).contains("\"commitsInRange\":1,\"commitsTouching\":1");
    }

    /** An unsigned commit is not overlooked by looking somewhere else. */
    @Test
    void aDirectoryThatIsNotThereIsRefused() throws Exception {
        commit(null, 10, 20);

        for (String wrong : List.of("schema", "schemas/index.json", "../schemas")) {
            assertThat(check(wrong, List.of())).as(wrong).isEqualTo(2);
        }
        assertThat(out.toString()).doesNotContain("ok");
        assertThat(err.toString()).contains("HEAD has no directory schema:");
    }

    @Test
    void anUnsignedCommitIsRefusedByName() throws Exception {
        commit(null, 10, 20);

        refused("is not signed");
    }

    @Test
    void aForeignKeyIsRefusedByName() throws Exception {
        commit("stranger", 10, 20);

        refused("no listed key");
    }

    @Test
    void aCommitThatWasChangedAfterItsSignatureIsRefusedByName() throws Exception {
        commit("listed", 10, 20);
        String changed = git("cat-file", "commit", "HEAD").replace("schemas of today", "schemas of yesterday");
        Path object = Files.writeString(directory.resolve("object"), changed);
        String id = git("hash-object", "-t", "commit", "-w", object.toString()).strip();
        git("reset", "-q", "--hard", id);

        refused("does not hold");
    }

    @Test
    void whatDoesNotTouchTheSchemasNeedsNoSignature() throws Exception {
        Files.writeString(repository.resolve("README"), "text");
        git("add", ".");
        git("commit", "-q", "-m", "a text");

        assertThat(check()).isZero();
    }

    /** An unsigned merge that takes the old side whole adds no commit with a change of its own, and yet takes the schemas back. */
    @Test
    void anUnsignedMergeThatTakesOldSchemasBackIsRefused() throws Exception {
        git("branch", "old");
        commit("listed", 10, 20);
        git("checkout", "-q", "old");
        Files.writeString(repository.resolve("README"), "text");
        git("add", ".");
        git("commit", "-q", "-m", "a text");
        git("merge", "-q", "-s", "ours", "-m", "take the old side", "main");

        refused("is not signed");
    }

    @Test
    void aProgramThatTheRepositoryNamesIsNotRun() throws Exception {
        Path yes =
                Files.writeString(directory.resolve("yes"), "#!/bin/sh\ntouch " + directory.resolve("was-run") + "\n");
        assertThat(yes.toFile().setExecutable(true)).isTrue();
        git("config", "gpg.ssh.program", yes.toString());
        git("config", "gpg.program", yes.toString());
        git("config", "core.fsmonitor", yes.toString());
        git(
                "config",
                "gpg.ssh.allowedSignersFile",
                directory.resolve("stranger.pub").toString());

        assertThat(check()).isZero();
        assertThat(directory.resolve("was-run")).doesNotExist();
    }

    /** The graph is a cache beside the objects; here it says that HEAD has no parents, which would hide the unsigned one. */
    @Test
    void aForgedCommitGraphHidesNothing() throws Exception {
        commit(null, 10, 20);
        String unsigned = git("rev-parse", "HEAD").strip();
        commit("listed", 10, 20, 30);
        git("commit-graph", "write", "--reachable");
        forgetParents(
                repository.resolve(".git/objects/info/commit-graph"),
                git("rev-parse", "HEAD").strip());
        assertThat(git("rev-list", "--count", "HEAD").strip())
                .as("git itself believes it")
                .isEqualTo("1");

        assertThat(check()).isEqualTo(1);
        assertThat(out.toString()).contains(unsigned, "is not signed");
    }

    /** By gitformat-commit-graph(5): a table of chunks, in which OIDL has the sorted ids and CDAT 36 bytes for each: tree, parents, date. */
    private static void forgetParents(Path graph, String commit) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(graph));
        Map<String, Integer> chunks = new HashMap<>();
        for (int i = 0; i < bytes.get(6); i++) {
            byte[] name = new byte[4];
            bytes.get(8 + 12 * i, name);
            chunks.put(new String(name, StandardCharsets.US_ASCII), (int) bytes.getLong(12 + 12 * i));
        }
        byte[] id = HexFormat.of().parseHex(commit);
        int place = 0;
        while (bytes.slice(chunks.get("OIDL") + 20 * place, 20).compareTo(ByteBuffer.wrap(id)) != 0) {
            place++;
        }
        bytes.putInt(chunks.get("CDAT") + 36 * place + 20, 0x70000000);
        Files.delete(graph);
        Files.write(graph, bytes.array());
    }

    @Test
    void signedCommitsMustStillKeepTheRules() throws Exception {
        String base = git("rev-parse", "HEAD").strip();
        commit("listed", 10, 5);

        assertThat(check("--base", base)).isEqualTo(1);
        assertThat(out.toString()).contains("2.json", "/slot");
    }

    @Test
    void aBaseThatIsNotThereOrACutHistoryIsSaid() throws Exception {
        assertThat(check("--base", "--upload-pack=x")).isEqualTo(2);
        commit("listed", 10, 20);
        Path shallow = directory.resolve("shallow");
        git("clone", "-q", "--depth", "1", "file://" + repository, shallow.toString());
        repository = shallow;

        assertThat(check()).isEqualTo(2);
        assertThat(err.toString()).contains("shallow");
    }

    private void refused(String why) throws Exception {
        assertThat(check()).isEqualTo(1);
        assertThat(out.toString()).contains(git("rev-parse", "HEAD").strip()).contains(why);
        assertThat(out.toString().lines().filter(line -> line.contains("touches")))
                .hasSize(1);
    }

    private int check(String... more) {
        return check("schemas", List.of(more));
    }

    private int check(String path, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("schemas", "check", "--git", repository.toString()));
        arguments.addAll(List.of("--allowed-signers", allowed.toString(), "--path", path));
        arguments.addAll(more);
        return WardlogMain.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    /** @param key who signs; null for nobody */
    private void commit(String key, int... slots) throws Exception {
        TenantSchemas.write(repository.resolve("schemas"), TYPE, slots);
        git("add", ".");
        List<String> command = new ArrayList<>();
        if (key != null) {
            command.addAll(List.of("-c", "user.signingkey=" + directory.resolve(key)));
        }
        command.addAll(List.of("commit", "-q", "-m", "schemas of today"));
        if (key != null) {
            command.add("-S");
        }
        git(command.toArray(String[]::new));
    }

    private void keys(String name) throws Exception {
        run(List.of(
                "ssh-keygen",
                "-q",
                "-t",
                "ed25519",
                "-N",
                "",
                "-f",
                directory.resolve(name).toString()));
    }

    private String git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git", "-C", repository.toString(), "-c", "user.name=A"));
        command.addAll(List.of("-c", "user.email=author@example", "-c", "gpg.format=ssh"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as(String.join(" ", command) + "\n" + output)
                .isZero();
        return output;
    }
}

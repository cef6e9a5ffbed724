package io.wardlog.cli.git;

import io.wardlog.schema.InvalidSchemaException;
import io.wardlog.schema.SchemaSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A repository, asked through the git program. The repository may belong to someone else: no hook, pager, monitor or signing program that its
 * configuration names is run; replaced objects, grafts and the cached commit graph do not count. Not thread-safe.
 */
public final class GitRepository {
    private static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;
    private static final long PATIENCE_SECONDS = 60;

    private final Path directory;
    private final Path allowedSigners;

    /**
     * @param allowedSigners whose SSH signatures count
     * @throws IOException when one of the two is not there
     */
    public GitRepository(Path directory, Path allowedSigners) throws IOException {
        this.directory = directory.toRealPath();
        this.allowedSigners = allowedSigners.toRealPath();
    }

    /**
     * The object id of a commit.
     *
     * @throws IllegalArgumentException when the repository has none of this name
     */
    public String commit(String revision) throws IOException, InterruptedException {
        Answer answer =
                ask(List.of("rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"), "");
        if (answer.exit() != 0) {
            throw new IllegalArgumentException("the repository has no commit " + revision);
        }
        return answer.text().strip();
    }

    /** Whether a commit has a directory of this path. */
    boolean hasDirectory(String commit, String path) throws IOException, InterruptedException {
        Answer answer = ask(List.of("cat-file", "-t", commit + ":" + path), "");
        return answer.exit() == 0 && answer.text().strip().equals("tree");
    }

    /** The schemas of a commit, below this path. */
    public SchemaSource source(String commit, String path) {
        return file -> {
            try {
                Answer answer = ask(List.of("cat-file", "blob", commit + ":" + path + "/" + file), "");
                if (answer.exit() != 0) {
                    throw new InvalidSchemaException("commit " + commit + " has no " + path + "/" + file);
                }
                return answer.output();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UncheckedIOException(new IOException("interrupted", e));
            }
        };
    }

    /**
     * The lines of an answer.
     *
     * @throws IOException when git refuses, with what it says
     */
    List<String> lines(List<String> arguments, String input) throws IOException, InterruptedException {
        Answer answer = ask(arguments, input);
        if (answer.exit() != 0) {
            throw new IOException(
                    "git " + arguments.get(0) + ": " + answer.error().strip());
        }
        return answer.text().lines().toList();
    }

    private record Answer(int exit, byte[] output, String error) {
        String text() {
            return new String(output, StandardCharsets.UTF_8);
        }
    }

    /** Errors go to a file, so that neither pipe can fill while the other is read. */
    private Answer ask(List<String> arguments, String input) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("wardlog-git-", ".err");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(arguments));
            builder.redirectError(errors.toFile());
            closeEnvironment(builder.environment());
            Process git = start(builder);
            Thread writer = new Thread(() -> write(git.getOutputStream(), input), "wardlog-git-stdin");
            writer.setDaemon(true);
            writer.start();
            byte[] output;
            try (InputStream out = git.getInputStream()) {
                output = out.readNBytes(MAX_ANSWER_BYTES);
            }
            if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                git.destroyForcibly();
                throw new IOException("git " + arguments.get(0) + " does not end");
            }
            return new Answer(git.exitValue(), output, Files.readString(errors));
        } finally {
            Files.delete(errors);
        }
    }

    private static Process start(ProcessBuilder builder) throws IOException {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new IOException("git cannot be started; install it (Debian: apt-get install git openssh-client)", e);
        }
    }

    private List<String> command(List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of("git", "--no-pager", "--no-replace-objects", "-C", directory.toString()));
        for (String setting : List.of(
                "core.fsmonitor=false",
                "core.commitGraph=false",
                "core.hooksPath=/dev/null",
                "protocol.allow=never",
                "safe.directory=" + directory,
                "log.showSignature=false",
                "gpg.ssh.program=ssh-keygen",
                "gpg.ssh.allowedSignersFile=" + allowedSigners,
                "gpg.minTrustLevel=fully",
                "gpg.program=false",
                "gpg.openpgp.program=false",
                "gpg.x509.program=false")) {
            command.addAll(List.of("-c", setting));
        }
        command.addAll(arguments);
        return command;
    }

    private static void closeEnvironment(Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
        environment.clear();
        environment.putAll(Map.of(
                "PATH", path,
                "LC_ALL", "C",
                "HOME", "/nonexistent",
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_OPTIONAL_LOCKS", "0",
                "GIT_NO_LAZY_FETCH", "1",
                "GIT_GRAFT_FILE", "/dev/null"));
    }

    private static void write(OutputStream in, String input) {
        try (in) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException ended) {
            // git ended first; its exit value tells
        }
    }
}

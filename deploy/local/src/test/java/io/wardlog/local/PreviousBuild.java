package io.wardlog.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The version before this one, built from its tag in a work tree of its own, from the same local Maven repository, into which
 * only what this version no longer uses has to be fetched. It goes away on {@link #close}.
 */
final class PreviousBuild implements AutoCloseable {
    private static final Path HOME = Modules.ofThisBuild().home();

    private final Path worktree;

    private PreviousBuild(Path worktree) {
        this.worktree = worktree;
    }

    /**
     * The nearest tag {@code v*} below the commit that is checked out; {@code -Dwardlog.previous.tag} names another, or any commit. Empty when git
     * finds none: nothing was released, the clone is shallow or has no tags, or this is no clone.
     */
    static Optional<String> tag() throws InterruptedException {
        String named = System.getProperty("wardlog.previous.tag");
        if (named != null) {
            return Optional.of(named);
        }
        try {
            List<String> describe = List.of("git", "describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^");
            return run(describe, HOME).lines().findFirst();
        } catch (IOException noneFound) {
            return Optional.empty();
        }
    }

    /** Builds what the tag names. */
    static PreviousBuild of(String tag) throws IOException, InterruptedException {
        Path worktree = Files.createTempDirectory("wardlog-previous-").resolve("tree");
        run(List.of("git", "worktree", "add", "--detach", worktree.toString(), tag), HOME);
        PreviousBuild build = new PreviousBuild(worktree);
        List<String> maven = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-q", "package", "-DskipTests"));
        maven.addAll(List.of("-Dspotless.check.skip", "-pl", "edge-agent,collector,simulators,deploy/servers", "-am"));
        Optional.ofNullable(System.getProperty("maven.repo.local"))
                .ifPresent(repository -> maven.add("-Dmaven.repo.local=" + repository));
        try {
            run(maven, worktree);
        } catch (IOException | InterruptedException failed) {
            build.close();
            throw failed;
        }
        return build;
    }

    Modules modules() {
        return Modules.at(worktree);
    }

    private static String run(List<String> command, Path directory) throws IOException, InterruptedException {
        Path output = Files.createTempFile("wardlog-previous-", ".log");
        try {
            int exit = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start()
                    .waitFor();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            if (exit != 0) {
                throw new IOException(command + " ended with " + exit + ":\n" + said);
            }
            return said;
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run(List.of("git", "worktree", "remove", "--force", worktree.toString()), HOME);
        Files.delete(worktree.getParent());
    }
}

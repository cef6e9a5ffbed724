package io.wardlog.cli.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Whether every commit that touches a directory is signed by a listed key. A commit touches it when the directory is another one than in any
 * of its parents: a merge that only takes one side touches it, too, because it could take an old one. Only SSH signatures count.
 */
public final class SignedCommits {
    private final GitRepository git;
    private final String path;

    /** @param path the directory, from the repository's root */
    public SignedCommits(GitRepository git, String path) {
        this.git = git;
        this.path = path;
    }

    /** A commit and its parents. */
    private record Commit(String id, List<String> parents) {
        static Commit of(String line) {
            List<String> ids = List.of(line.split(" "));
            return new Commit(ids.get(0), ids.subList(1, ids.size()));
        }
    }

    /**
     * Checks the commits after {@code base}, or all, up to {@code HEAD}.
     *
     * @throws IllegalArgumentException when {@code HEAD} has no such directory, there is no such base, or the history is cut off before it
     *     begins
     * @throws IOException when git cannot tell
     */
    public CheckedCommits check(Optional<String> base) throws IOException, InterruptedException {
        String head = git.commit("HEAD");
        if (!git.hasDirectory(head, path)) {
            throw new IllegalArgumentException(
                    "HEAD has no directory " + path + ": give the one of the schemas with --path");
        }
        List<String> range = new ArrayList<>(List.of("rev-list", "--parents", "--reverse", "--topo-order", head));
        if (base.isPresent()) {
            range.add("^" + git.commit(base.get()));
        }
        if (git.lines(List.of("rev-parse", "--is-shallow-repository"), "").contains("true")) {
            throw new IllegalArgumentException("the repository is a shallow clone: fetch its whole history first");
        }
        List<Commit> commits = git.lines(range, "").stream().map(Commit::of).toList();
        List<String> touching = touching(commits);
        return new CheckedCommits(commits.size(), touching.size(), judge(touching));
    }

    private List<String> touching(List<Commit> commits) throws IOException, InterruptedException {
        List<String> ids = commits.stream()
                .flatMap(commit -> Stream.concat(Stream.of(commit.id()), commit.parents().stream()))
                .distinct()
                .toList();
        Map<String, String> trees = trees(ids);
        Function<String, String> tree = trees::get;
        return commits.stream()
                .filter(commit -> commit.parents().isEmpty()
                        ? !tree.apply(commit.id()).isEmpty()
                        : commit.parents().stream()
                                .anyMatch(parent -> !tree.apply(parent).equals(tree.apply(commit.id()))))
                .map(Commit::id)
                .toList();
    }

    /** The object id of the directory in each commit, empty where there is none. */
    private Map<String, String> trees(List<String> ids) throws IOException, InterruptedException {
        String questions =
                String.join("", ids.stream().map(id -> id + ":" + path + "\n").toList());
        List<String> answers = git.lines(List.of("cat-file", "--batch-check=%(objectname)"), questions);
        if (answers.size() != ids.size()) {
            throw new IOException("git cat-file answered " + answers.size() + " of " + ids.size() + " questions");
        }
        Map<String, String> trees = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            trees.put(ids.get(i), answers.get(i).endsWith(" missing") ? "" : answers.get(i));
        }
        return trees;
    }

    private List<CommitFinding> judge(List<String> ids) throws IOException, InterruptedException {
        if (ids.isEmpty()) {
            return List.of();
        }
        List<String> answers = git.lines(
                List.of("log", "--no-walk=unsorted", "--stdin", "--format=%H %G?"), String.join("\n", ids) + "\n");
        if (answers.size() != ids.size()) {
            throw new IOException("git log answered for " + answers.size() + " of " + ids.size() + " commits");
        }
        return answers.stream().flatMap(SignedCommits::finding).toList();
    }

    /** {@code %G?} is G for a good signature of a listed key, U for a good one of another key, N for none. */
    private static Stream<CommitFinding> finding(String answer) {
        String id = answer.substring(0, answer.length() - 2);
        return switch (answer.charAt(answer.length() - 1)) {
            case 'G' -> Stream.of();
            case 'N' -> Stream.of(new CommitFinding(id, "unsigned", "touches the schemas and is not signed"));
            case 'U', 'E' ->
                Stream.of(new CommitFinding(id, "unknown_key", "touches the schemas and no listed key signed it"));
            default ->
                Stream.of(
                        new CommitFinding(id, "bad_signature", "touches the schemas and its signature does not hold"));
        };
    }
}

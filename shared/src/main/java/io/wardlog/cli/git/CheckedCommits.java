package io.wardlog.cli.git;

import java.util.List;

/**
 * What was looked at, and what of it is refused.
 *
 * @param inRange how many commits were asked for
 * @param touching how many of them touch the directory, and so must be signed
 * @param refused those that are not signed by a listed key, oldest first
 */
public record CheckedCommits(int inRange, int touching, List<CommitFinding> refused) {
    /** Copies the list. */
    public CheckedCommits {
        refused = List.copyOf(refused);
    }
}

package io.wardlog.cli.git;

/**
 * A commit that touches the schemas and is not signed by a listed key.
 *
 * @param commit its object id
 * @param code {@code unsigned}, {@code bad_signature} or {@code unknown_key}
 * @param message for the person who repairs it
 */
public record CommitFinding(String commit, String code, String message) {
    @Override
    public String toString() {
        return commit + ": " + message;
    }
}

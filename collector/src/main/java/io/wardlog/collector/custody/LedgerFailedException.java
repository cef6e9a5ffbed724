package io.wardlog.collector.custody;

/** The store under the ledger failed. A fault: whatever was being judged is judged again after a restart. */
public final class LedgerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Wraps the store's own exception. */
    public LedgerFailedException(RuntimeException cause) {
        super("the ledger's store failed", cause);
    }
}

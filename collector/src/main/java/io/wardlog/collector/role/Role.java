package io.wardlog.collector.role;

/**
 * One role of the collector process: {@code ingest}, {@code custody}, {@code index}, {@code archive} or {@code api}. The composition
 * root calls {@link #start} once, in the order in which records flow, and {@link #close} once, in the opposite order.
 *
 * <p>A role survives what the outside does to it (a broker that is away, a malformed record): it retries and says so in {@link
 * #readiness}. What it cannot survive it reports to the {@link FaultListener} that it was constructed with.
 */
public interface Role extends AutoCloseable {
    /** The name in the configuration, in metrics and in logs, in lower case. */
    String name();

    /**
     * Starts the role's threads and returns when they run; need not wait for {@link Readiness#ready}. Called by the main thread.
     *
     * @throws Exception when the role can never work as configured; the process then stops with exit code 3
     */
    void start() throws Exception;

    /** Whether the role can do its work now. Any thread may ask at any time; the answer is at hand, never waited for. */
    Readiness readiness();

    /**
     * Stops taking work, finishes or gives up what is under way within 10 s, and releases everything. Idempotent; never throws.
     * Whatever is not finished is done again after the next start: a role may be killed instead of closed.
     */
    @Override
    void close();
}

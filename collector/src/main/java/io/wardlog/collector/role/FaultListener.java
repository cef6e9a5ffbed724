package io.wardlog.collector.role;

/** Told of what a role cannot survive. The composition root's listener stops the whole process with exit code 3, to be restarted. */
@FunctionalInterface
public interface FaultListener {
    /** Called from any thread, any number of times; only the first counts. Returns at once. */
    void failed(String role, Throwable cause);
}

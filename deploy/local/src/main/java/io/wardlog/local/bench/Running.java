package io.wardlog.local.bench;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Everything that has to be gone when the command ends, however it ends: closed in reverse order, each once. Safe for use by several threads; what is
 * added while it closes is closed at once.
 */
final class Running implements AutoCloseable {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closing;

    /** Also closes on SIGINT and SIGTERM. */
    static Running untilTheProcessEnds() {
        Running running = new Running();
        Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop"));
        return running;
    }

    <T extends AutoCloseable> T add(T resource) {
        synchronized (this) {
            if (!closing) {
                open.push(resource);
                return resource;
            }
        }
        closeOne(resource);
        throw new IllegalStateException("stopping");
    }

    /** Closes one of them now. */
    void close(AutoCloseable resource) {
        boolean isOurs;
        synchronized (this) {
            isOurs = open.remove(resource);
        }
        if (isOurs) {
            closeOne(resource);
        }
    }

    private synchronized AutoCloseable next() {
        closing = true;
        return open.poll();
    }

    @Override
    public void close() {
        for (AutoCloseable next = next(); next != null; next = next()) {
            closeOne(next);
        }
    }

    private static void closeOne(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) { // the others have to be closed all the same
            System.err.println("wardlog bench: " + resource + " is not gone: " + e);
        }
    }
}

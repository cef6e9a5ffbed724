package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens files on a thread beside the caller's, which waits for a bounded time only: where a file was listed there may be a named pipe by
 * now, and to open one waits for a writer, for ever and not to be interrupted. Of each folder only so many may wait; the others' files
 * are opened all the same. Thread-safe.
 */
final class BoundedOpening {

    static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(BoundedOpening.class);

    private static final int MOST_HANGING = 2;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "wardlog-files-open");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Integer> hanging = new ConcurrentHashMap<>();

    /** @throws IOException as {@code open} does, or when it does not return, or too many of this folder did not before */
    FileChannel open(String folder, Callable<FileChannel> open) throws IOException {
        if (hanging.getOrDefault(folder, 0) >= MOST_HANGING) {
            throw new FileSystemException(null, null, "opening files of this directory has not returned before");
        }
        CompletableFuture<FileChannel> opened = new CompletableFuture<>();
        threads.execute(() -> complete(opened, open));
        try {
            return opened.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException hangs) {
            hanging.merge(folder, 1, Integer::sum);
            opened.whenComplete((late, failed) -> {
                hanging.merge(folder, -1, Integer::sum);
                close(late);
            });
            throw new FileSystemException(null, null, "opening it does not return: it may be a named pipe");
        } catch (InterruptedException stopping) {
            opened.whenComplete((late, failed) -> close(late));
            Thread.currentThread().interrupt();
            throw new FileSystemException(null, null, "interrupted");
        } catch (ExecutionException failed) {
            throw thrown(failed.getCause());
        }
    }

    private static void complete(CompletableFuture<FileChannel> opened, Callable<FileChannel> open) {
        try {
            opened.complete(open.call());
        } catch (Exception | Error failed) {
            opened.completeExceptionally(failed);
        }
    }

    private static IOException thrown(Throwable cause) {
        if (cause instanceof RuntimeException fault) {
            throw fault;
        }
        if (cause instanceof Error fault) {
            throw fault;
        }
        return cause instanceof IOException failed ? failed : new IOException(cause);
    }

    private static void close(FileChannel late) {
        if (late != null) {
            try {
                late.close();
            } catch (IOException failed) {
                log.atWarn().setCause(failed).log("file_not_closed");
            }
        }
    }
}

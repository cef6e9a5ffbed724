package io.wardlog.servers.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running child JVM that ends with this one, also when this one is killed. Its standard error, and whatever it prints, go to a log file. Safe for use
 * by several threads.
 */
public final class TetheredProcess implements AutoCloseable {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(25);

    private final String name;
    private final Process process;
    private final Path log;
    private final CompletableFuture<String> firstLine;

    private TetheredProcess(String name, Process process, Path log, CompletableFuture<String> firstLine) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.firstLine = firstLine;
    }

    /** Starts the command; all its output is appended to the log. */
    public static TetheredProcess start(String name, JavaCommand command, Path log) throws IOException {
        Process process = builder(command, log)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new TetheredProcess(name, process, log, CompletableFuture.failedFuture(new IOException("not read")));
    }

    /** Starts the command and keeps its standard output for {@link #firstLine}; standard error is appended to the log. */
    public static TetheredProcess startReadingOutput(String name, JavaCommand command, Path log) throws IOException {
        Process process = builder(command, log).start();
        CompletableFuture<String> firstLine = new CompletableFuture<>();
        Thread reader = new Thread(() -> drain(name, process, log, firstLine), name + "-output");
        reader.setDaemon(true);
        reader.start();
        return new TetheredProcess(name, process, log, firstLine);
    }

    private static ProcessBuilder builder(JavaCommand command, Path log) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        return new ProcessBuilder(command.tethered()).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    }

    private static void drain(String name, Process process, Path log, CompletableFuture<String> firstLine) {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            if (line != null) {
                firstLine.complete(line);
            }
            while (line != null) {
                line = output.readLine();
            }
            firstLine.completeExceptionally(new IOException(name + " ended before it was ready; see " + log));
        } catch (IOException e) {
            firstLine.completeExceptionally(e);
        }
    }

    /** The first line of standard output; fails when the process ends without one. */
    public CompletableFuture<String> firstLine() {
        return firstLine;
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public Path log() {
        return log;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Completes with the exit status when the process has ended, for whatever reason. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** SIGKILL; returns when the process is gone. */
    public void killForcibly() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** SIGTERM; the caller may wait with {@link #onExit}. */
    public void askToStop() {
        process.destroy();
    }

    /** Stops the process in the orderly way, or by force when it takes longer than 25 s; returns when it is gone. */
    @Override
    public void close() {
        askToStop();
        try {
            if (process.waitFor(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        killForcibly();
    }
}

package io.wardlog.local;

import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The demo's child processes, in the order in which they were started. Who ends without being asked to is reported; from {@link #keepRunning} on it is
 * started again, as a hospital's service manager would. Safe for use by several threads.
 */
final class DemoProcesses {
    private final Consumer<String> report;
    private final Map<String, Child> children = new LinkedHashMap<>();
    private final List<String> lost = new ArrayList<>();
    private Runnable restarted;
    private boolean stopping;

    /** With who is told about a process that ended by itself. */
    DemoProcesses(Consumer<String> report) {
        this.report = report;
    }

    /** Starts one process; called again when it has to be started again. */
    interface Start {
        TetheredProcess start() throws IOException;
    }

    /** Starts the process, which keeps the name over all its lives. */
    TetheredProcess start(String name, Start start) throws IOException {
        Child child = new Child(name, start);
        synchronized (this) {
            children.put(name, child);
        }
        return launch(child);
    }

    private synchronized TetheredProcess launch(Child child) throws IOException {
        if (stopping) {
            throw new IllegalStateException("the demo is stopping");
        }
        TetheredProcess process = child.launch();
        process.onExit().thenAccept(status -> ended(child, process, status));
        return process;
    }

    /** From now on who ends is started again, and {@code whenRestarted} is run after it: the process ids have changed. */
    synchronized void keepRunning(Runnable whenRestarted) {
        restarted = whenRestarted;
    }

    /** The processes that run, in the order of their first start. */
    synchronized List<TetheredProcess> running() {
        return children.values().stream()
                .flatMap(child -> child.running().stream())
                .toList();
    }

    /** The names of those that ended without being asked to and were not brought back. */
    synchronized List<String> lost() {
        return List.copyOf(lost);
    }

    private void ended(Child child, TetheredProcess process, int status) {
        Duration wait;
        synchronized (this) {
            if (child.isRetired() || stopping) {
                return; // it was asked to
            }
            child.ended();
            wait = restarted == null || child.endsTooOften() ? null : child.pause();
            if (wait == null) {
                lost.add(child.name());
            }
        }
        report.accept("%s (pid %d) ended by itself with status %d; %s; its log is %s"
                .formatted(
                        process.name(),
                        process.pid(),
                        status,
                        wait == null ? "it is not started again" : "starting it again",
                        process.log()));
        if (wait != null) {
            CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> startAgain(child));
        }
    }

    private void startAgain(Child child) {
        Runnable told;
        synchronized (this) {
            if (stopping || child.isRetired()) {
                return;
            }
            try {
                launch(child);
            } catch (IOException e) {
                lost.add(child.name());
                report.accept("cannot start " + child.name() + " again: " + e.getMessage());
                return;
            }
            told = restarted;
        }
        told.run();
    }

    /** Asks those of these names to stop, waits together for all, and kills who takes too long. They are not started again. */
    void stop(Predicate<String> names, Duration patience) {
        List<TetheredProcess> asked = retire(names);
        asked.forEach(TetheredProcess::askToStop);
        CompletableFuture<Void> all = CompletableFuture.allOf(
                asked.stream().map(TetheredProcess::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            asked.stream().filter(TetheredProcess::isAlive).forEach(this::kill);
        } catch (InterruptedException e) {
            asked.stream().filter(TetheredProcess::isAlive).forEach(this::kill);
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<TetheredProcess> retire(Predicate<String> names) {
        return children.values().stream()
                .filter(child -> names.test(child.name()))
                .flatMap(child -> child.retire().stream())
                .toList();
    }

    private void kill(TetheredProcess process) {
        report.accept(process.name() + " did not stop in time and was killed");
        process.killForcibly();
    }

    /** Stops everything in the order in which events flow, within 25 s; nothing can be started afterwards. */
    void stopAll() {
        synchronized (this) {
            stopping = true;
        }
        stop(DemoNames::isSimulator, Duration.ofSeconds(5));
        stop(name -> !name.equals(DemoNames.SERVERS), Duration.ofSeconds(10));
        stop(name -> true, Duration.ofSeconds(10));
    }
}

package io.wardlog.local;

import io.wardlog.servers.process.JavaCommand;
import io.wardlog.servers.process.TetheredProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The demo's child processes, in the order in which they were started. Whoever ends without being asked to is reported once. Safe for use by several
 * threads.
 */
final class DemoProcesses {
    private final DemoLayout layout;
    private final Consumer<String> report;
    private final List<TetheredProcess> running = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private boolean stopping;

    /** With who is told about a process that ended by itself. */
    DemoProcesses(DemoLayout layout, Consumer<String> report) {
        this.layout = layout;
        this.report = report;
    }

    TetheredProcess start(String name, JavaCommand command) throws IOException {
        return add(TetheredProcess.start(name, command, layout.log(name)));
    }

    /** Takes over a process that was started elsewhere. */
    synchronized TetheredProcess add(TetheredProcess process) {
        if (stopping) {
            process.killForcibly();
            throw new IllegalStateException("the demo is stopping");
        }
        running.add(process);
        process.onExit().thenAccept(status -> ended(process, status));
        return process;
    }

    /** The processes that run, in the order of their start. */
    synchronized List<TetheredProcess> running() {
        return List.copyOf(running);
    }

    /** The names of those that ended without being asked to. */
    synchronized List<String> lost() {
        return List.copyOf(lost);
    }

    private void ended(TetheredProcess process, int status) {
        synchronized (this) {
            if (!running.remove(process)) {
                return; // it was asked to
            }
            lost.add(process.name());
        }
        report.accept("%s (pid %d) ended by itself with status %d; its log is %s"
                .formatted(process.name(), process.pid(), status, process.log()));
    }

    /** Asks these to stop, waits together for all, and kills who takes too long. */
    void stop(List<TetheredProcess> processes, Duration patience) {
        synchronized (this) {
            running.removeAll(processes);
        }
        processes.forEach(TetheredProcess::askToStop);
        CompletableFuture<Void> all = CompletableFuture.allOf(
                processes.stream().map(TetheredProcess::onExit).toArray(CompletableFuture<?>[]::new));
        try {
            all.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            processes.stream().filter(TetheredProcess::isAlive).forEach(this::kill);
        } catch (InterruptedException e) {
            processes.stream().filter(TetheredProcess::isAlive).forEach(this::kill);
            Thread.currentThread().interrupt();
        }
    }

    private void kill(TetheredProcess process) {
        report.accept(process.name() + " did not stop in time and was killed");
        process.killForcibly();
    }

    /** Stops everything in the order in which events flow, within 25 s; nothing can be started afterwards. */
    void stopAll() {
        List<TetheredProcess> all;
        synchronized (this) {
            stopping = true;
            all = List.copyOf(running);
        }
        stop(matching(all, "simulator"), Duration.ofSeconds(5));
        List<TetheredProcess> rest = new ArrayList<>(all);
        rest.removeAll(matching(all, "simulator"));
        List<TetheredProcess> servers = matching(rest, DemoNames.SERVERS);
        rest.removeAll(servers);
        stop(rest, Duration.ofSeconds(10));
        stop(servers, Duration.ofSeconds(10));
    }

    private static List<TetheredProcess> matching(List<TetheredProcess> processes, String prefix) {
        return processes.stream()
                .filter(process -> process.name().startsWith(prefix))
                .toList();
    }
}

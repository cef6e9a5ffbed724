package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.FileGap;
import io.wardlog.edge.accept.FileLines;
import io.wardlog.edge.accept.FileStep;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.edge.state.FileBeginnings;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The disk of the file listener in memory, with a writer thread of its own as the real one has: a step is taken from where it starts or
 * not at all, together with its line. What a killed listener had handed over is taken or lost, as a test decides.
 */
final class FakeFileLines implements FileLines, AutoCloseable {

    private final Map<String, FilePosition> positions = new HashMap<>();
    private final Map<String, FileBeginnings> beginnings = new ConcurrentHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<FileGap> gaps = new ArrayList<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private int generation;
    private int moves;

    /** Whether everything is confirmed. */
    volatile boolean confirmed;

    /** Which lines find no room, asked on the writer's thread. */
    volatile Predicate<String> busy = line -> false;

    /** How long lines must wait in their files, asked on the listener's thread. */
    volatile Function<String, Optional<Duration>> wait = line -> Optional.empty();

    private synchronized boolean take(List<FileStep> steps, Runnable record) {
        for (FileStep step : steps) {
            FilePosition at = positions.get(id(step));
            if ((at == null ? 0 : at.offset()) != step.from()) {
                return false;
            }
        }
        record.run();
        for (FileStep step : steps) {
            Optional<FilePosition> now = step.to()
                    .map(to -> new FilePosition(
                            to.name(),
                            to.offset(),
                            to.atMicros().orElse(System.currentTimeMillis() * 1_000),
                            to.fingerprint()));
            Optional<FilePosition> before = Optional.ofNullable(positions.remove(id(step)));
            now.ifPresent(at -> positions.put(id(step), at));
            beginnings(step.deviceId()).moved(step.key(), before, now);
        }
        notifyAll();
        return true;
    }

    private static String id(FileStep step) {
        return step.deviceId() + '/' + step.key();
    }

    private synchronized void onWriter(Runnable work) {
        int of = generation;
        writer.execute(() -> {
            synchronized (this) {
                if (of != generation) {
                    return;
                }
            }
            work.run();
        });
    }

    /** The process is gone: what waits is lost, and nobody is told anything any more. */
    synchronized void kill() {
        generation++;
    }

    @Override
    public FileBeginnings beginnings(String deviceId) {
        return beginnings.computeIfAbsent(deviceId, id -> new FileBeginnings());
    }

    @Override
    public synchronized Optional<FilePosition> position(String deviceId, String key) {
        return Optional.ofNullable(positions.get(deviceId + '/' + key));
    }

    @Override
    public synchronized Set<String> keys(String deviceId) {
        Set<String> keys = new java.util.HashSet<>();
        positions.keySet().stream()
                .filter(id -> id.startsWith(deviceId + '/'))
                .forEach(id -> keys.add(id.substring(deviceId.length() + 1)));
        return keys;
    }

    @Override
    public boolean isConfirmed(String deviceId, String key) {
        return confirmed;
    }

    @Override
    public Optional<Duration> mustWait(Arrival line) {
        return wait.apply(new String(line.body(), StandardCharsets.UTF_8));
    }

    @Override
    public void accept(Arrival line, FileStep step, Consumer<Outcome> whenDurable) {
        String text = new String(line.body(), StandardCharsets.UTF_8);
        onWriter(() -> {
            boolean taken = !busy.test(text) && take(List.of(step), () -> lines.add(text));
            whenDurable.accept(
                    taken ? new Outcome.Accepted("id", 1, Sha256.of()) : new Outcome.Busy(Duration.ofMillis(1)));
        });
    }

    @Override
    public void refuse(Refusal refusal, FileStep step, Consumer<Outcome> whenDurable) {
        onWriter(() -> {
            boolean taken = take(List.of(step), () -> refusals.add(refusal));
            whenDurable.accept(
                    taken
                            ? new Outcome.Rejected(refusal.code(), refusal.detail())
                            : new Outcome.Busy(Duration.ofMillis(1)));
        });
    }

    @Override
    public void move(List<FileStep> steps, Optional<FileGap> gap, Consumer<Boolean> whenDurable) {
        onWriter(() -> whenDurable.accept(take(steps, () -> {
            moves++;
            gap.ifPresent(gaps::add);
        })));
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    synchronized List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    synchronized List<FileGap> gaps() {
        return List.copyOf(gaps);
    }

    synchronized int moves() {
        return moves;
    }

    synchronized Map<String, FilePosition> positions() {
        return Map.copyOf(positions);
    }

    /** Waits until {@code condition}, which is asked whenever something was recorded. */
    synchronized void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("not within 20 s; lines " + lines + ", refusals " + refusals.size()
                        + ", positions " + positions);
            }
            wait(Math.max(1, left));
        }
    }

    /** Waits until this many lines are recorded. */
    List<String> await(int count) throws InterruptedException {
        await(() -> lines.size() >= count);
        return lines();
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}

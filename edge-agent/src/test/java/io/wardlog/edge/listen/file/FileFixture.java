package io.wardlog.edge.listen.file;

import io.wardlog.edge.accept.FileFingerprints;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.listen.FakeAcceptor;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Listener;
import io.wardlog.edge.listen.MemoryBudget;
import io.wardlog.edge.status.AgentMetrics;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A volume with the directory of one application, and a listener on it that can be killed and started again. */
final class FileFixture implements AutoCloseable {

    static final String APPLICATION = "app-1";

    final Path volume;
    final Path folder;
    final FakeFileLines disk = new FakeFileLines();
    final FakeAcceptor acceptor = new FakeAcceptor();
    final ListenFixture.Metrics metrics = new ListenFixture.Metrics();
    final DeviceDirectory devices;
    final List<String> faults = new CopyOnWriteArrayList<>();
    final ListenServices services;
    private final Path devicesFile;
    private Duration pollInterval = Duration.ofMillis(20);
    private FileConfig config;
    private Listener listener;

    /** What stands between the listener and its directories. */
    volatile UnaryOperator<Folder> between = folder -> folder;

    /** The fault that ended the listener. */
    final CompletableFuture<Throwable> fatal = new CompletableFuture<>();

    private final Semaphore looks = new Semaphore(0);

    final Metrics files = new Metrics();

    /** What is counted of files. */
    static final class Metrics implements FileMetrics {
        final Map<String, Long> unread = new ConcurrentHashMap<>();
        final AtomicInteger open = new AtomicInteger();
        final AtomicInteger mostOpen = new AtomicInteger();
        final AtomicInteger failed = new AtomicInteger();
        final AgentMetrics shown = new AgentMetrics();

        @Override
        public void unread(String deviceId, long bytes) {
            unread.put(deviceId, bytes);
        }

        @Override
        public void left(String deviceId) {
            unread.remove(deviceId);
        }

        @Override
        public void open(int count) {
            open.set(count);
            mostOpen.accumulateAndGet(count, Math::max);
        }

        @Override
        public void failed() {
            shown.failed();
            failed.incrementAndGet();
        }
    }

    FileFixture(Path directory) throws IOException {
        volume = Files.createDirectories(directory.resolve("volume"));
        folder = Files.createDirectories(volume.resolve(APPLICATION));
        devicesFile = directory.resolve("devices.yaml");
        allow(true);
        devices = DeviceDirectory.open(devicesFile, new DeviceDirectory.Owner("acme", "agent-1"));
        services = new ListenServices(
                acceptor, devices, metrics, new MemoryBudget(1 << 20), InstantSource.system(), (fault, cause) -> {
                    faults.add(fault);
                    fatal.complete(cause);
                });
        config = config(false, 100);
    }

    private FileConfig config(boolean deleteConfirmed, int maxOpenFiles) {
        return new FileConfig(
                volume,
                List.of("*.ndjson", "*.log"),
                pollInterval,
                Duration.ofMillis(300),
                maxOpenFiles,
                deleteConfirmed,
                Duration.ofMillis(100));
    }

    /** Finished files are deleted by a listener that is started from now on. */
    void deleteConfirmed() {
        config = config(true, 100);
    }

    /** A listener that is started from now on looks at what it is told of, and seldom at all. */
    void seldom() {
        pollInterval = Duration.ofSeconds(30);
        config = config(false, 100);
    }

    /** So many files may be open in a listener that is started from now on. */
    void maxOpenFiles(int most) {
        config = config(false, most);
    }

    /** Waits until the directory was opened this often from now on, at most 20 s. */
    void looks(int times) throws Exception {
        looksAfter(() -> {}, times);
    }

    /** Changes something and waits until the directory was opened this often from then on, at most 20 s. */
    void looksAfter(Change change, int times) throws Exception {
        looks.drainPermits(); // before it: what follows from the change may be over before this thread goes on
        change.make();
        if (!looks.tryAcquire(times, 20, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody looks");
        }
    }

    /** What a test does to the volume. */
    interface Change {
        void make() throws IOException;
    }

    /** Says in the device directory whether the application may have files. */
    void allow(boolean file) throws IOException {
        Files.writeString(
                devicesFile, "devices:\n  app-1: {type: application, file: " + file + "}\n  pump-1: {type: other}\n");
    }

    void start() {
        SystemVolume system = new SystemVolume(volume);
        FileListeners.Parts parts = new FileListeners.Parts(disk, new FileFingerprints(new byte[32]), files);
        listener = FileListeners.create(config, parts, services, name -> {
            looks.release();
            return between.apply(system.open(name));
        });
        listener.start();
    }

    /** Nothing that is under way is recorded, and nobody is told what was. */
    void kill() throws Exception {
        disk.kill();
        stop();
    }

    void stop() throws Exception {
        listener.stop().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        listener = null;
    }

    void append(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Writes a file of an application that the device directory has from now on. */
    void appendOfAnother(String name, String text) throws IOException {
        Files.writeString(devicesFile, "  app-2: {type: application, file: true}\n", StandardOpenOption.APPEND);
        devices.reload();
        Path other = Files.createDirectories(volume.resolve("app-2"));
        Files.writeString(other.resolve(name), text);
    }

    void rename(String from, String to) throws IOException {
        Files.move(folder.resolve(from), folder.resolve(to));
    }

    /** Makes a file as old as if it had not been written to for this long. */
    void age(String name, Duration age) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve(name), FileTime.fromMillis(System.currentTimeMillis() - age.toMillis()));
    }

    /** Waits, at most 20 s, until this process has the file open or not, as the kernel says; whether that came. */
    boolean awaitOpen(String name, boolean open) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < end) {
            if (isOpen(folder.resolve(name).toRealPath()) == open) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static boolean isOpen(Path file) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                if (isLinkTo(descriptor, file)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isLinkTo(Path descriptor, Path file) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (NoSuchFileException closed) {
            return false;
        }
    }

    /** As logrotate's copytruncate does it: the copy grows, and the file is cut when it is whole. */
    void copyAndTruncate(String from, String to) throws IOException {
        Files.copy(folder.resolve(from), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
        Files.newByteChannel(folder.resolve(from), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                .close();
    }

    @Override
    public void close() throws Exception {
        if (listener != null) {
            stop();
        }
        disk.close();
        acceptor.close();
    }
}

package io.wardlog.edge.listen.file;

import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.listen.FakeAcceptor;
import io.wardlog.edge.listen.ListenFixture;
import io.wardlog.edge.listen.ListenServices;
import io.wardlog.edge.listen.Listener;
import io.wardlog.edge.listen.MemoryBudget;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

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
    private FileConfig config;
    private Listener listener;

    /** How the listener opens files. */
    volatile FileOpener opener = FileOpener.SYSTEM;

    FileFixture(Path directory) throws IOException {
        volume = Files.createDirectories(directory.resolve("volume"));
        folder = Files.createDirectories(volume.resolve(APPLICATION));
        devicesFile = directory.resolve("devices.yaml");
        allow(true);
        devices = DeviceDirectory.open(devicesFile, new DeviceDirectory.Owner("acme", "agent-1"));
        services = new ListenServices(
                acceptor, devices, metrics, new MemoryBudget(1 << 20), (fault, cause) -> faults.add(fault));
        config = config(false);
    }

    private FileConfig config(boolean deleteConfirmed) {
        return new FileConfig(
                volume,
                List.of("*.ndjson", "*.log"),
                Duration.ofMillis(20),
                Duration.ofMillis(300),
                deleteConfirmed,
                Duration.ofMillis(100));
    }

    /** Finished files are deleted by a listener that is started from now on. */
    void deleteConfirmed() {
        config = config(true);
    }

    /** Says in the device directory whether the application may have files. */
    void allow(boolean file) throws IOException {
        Files.writeString(
                devicesFile, "devices:\n  app-1: {type: application, file: " + file + "}\n  pump-1: {type: other}\n");
    }

    void start() {
        listener = FileListeners.create(config, disk, services, path -> opener.open(path));
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

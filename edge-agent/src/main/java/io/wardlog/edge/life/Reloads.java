package io.wardlog.edge.life;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.config.ConfigException;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.writer.Writer;
import io.wardlog.error.FileFailure;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over what is changed while the agent runs: the device directory and the files of the TLS ports and of the uplink. A file with
 * mistakes changes nothing, nor does one that cannot be read, which is tried again at each look; either way {@code agent.config_changed} records it, as soon
 * as there is room for that. {@link #look} belongs to one thread.
 */
public final class Reloads {

    /** How often {@link #look} is called. */
    public static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Reloads.class);

    private final Parts parts;
    private final Reading reading;
    private final WatchedFiles directoryFile;
    private final WaitingRecords records;
    private Optional<Hash> directoryHash;
    private boolean isUnread;
    private volatile int directoryProblems;

    /**
     * What is reloaded.
     *
     * @param directoryHash {@link #hash} of the directory's file before it was opened: what was put there since is met at the first look
     */
    public record Parts(
            Writer writer,
            DeviceDirectory directory,
            Path directoryFile,
            Optional<Hash> directoryHash,
            List<TlsWatch> tls) {}

    /** How a file is read. */
    @FunctionalInterface
    interface Reading {
        byte[] read(Path file) throws IOException;
    }

    public Reloads(Parts parts) {
        this(parts, Files::readAllBytes);
    }

    Reloads(Parts parts, Reading reading) {
        this.parts = parts;
        this.reading = reading;
        this.directoryFile = new WatchedFiles(List.of(parts.directoryFile()));
        this.directoryHash = parts.directoryHash();
        this.records = new WaitingRecords(parts.writer());
    }

    /** Reloads what is another than at the last call, or could not be read then. */
    public void look() {
        records.write();
        boolean changed = directoryFile.changed();
        if (changed || isUnread) {
            reloadDirectory(changed);
        }
        for (TlsWatch watch : parts.tls()) {
            watch.look().ifPresent(applied -> record(payload("certificates", applied)));
        }
    }

    /** How much is wrong with the device directory's file as it is now; 0 when it is in force. Any thread. */
    public int directoryProblems() {
        return directoryProblems;
    }

    /** @param isNews whether it is to be said that it cannot be read */
    private void reloadDirectory(boolean isNews) {
        try {
            byte[] now = reading.read(parts.directoryFile());
            isUnread = false;
            reloadDirectory(now);
        } catch (IOException unreadable) {
            isUnread = true;
            if (isNews) {
                refuse(Optional.empty(), 1, "cannot be read: " + FileFailure.reason(unreadable));
            }
        }
    }

    private void reloadDirectory(byte[] now) {
        Optional<Hash> next = Optional.of(Sha256.of(now));
        if (next.equals(directoryHash)) {
            directoryProblems = 0; // what was wrong was taken back
            return;
        }
        try {
            Set<String> ended = parts.directory().reload(now);
            log.atInfo()
                    .addKeyValue("devices", parts.directory().size())
                    .addKeyValue("changed", ended.size())
                    .log("device_directory_reloaded");
            record(directoryPayload(next, true));
            directoryHash = next;
            directoryProblems = 0;
        } catch (ConfigException refused) {
            refuse(next, refused.problems().size(), refused.getMessage());
        }
    }

    private void refuse(Optional<Hash> next, int count, String problems) {
        log.atError().addKeyValue("problems", problems).log("device_directory_refused");
        directoryProblems = count;
        ObjectNode payload = directoryPayload(next, false);
        payload.put("problems", count);
        record(payload);
    }

    private ObjectNode directoryPayload(Optional<Hash> next, boolean applied) {
        ObjectNode payload = payload("device_directory", applied);
        directoryHash.ifPresent(before -> payload.put("sha256Before", before.hex()));
        next.ifPresent(after -> payload.put("sha256After", after.hex()));
        return payload;
    }

    private static ObjectNode payload(String what, boolean applied) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("what", what);
        payload.put("outcome", applied ? "applied" : "refused");
        return payload;
    }

    private void record(ObjectNode payload) {
        records.write("agent.config_changed", payload);
    }

    /** The SHA-256 of the file as it is now; absent when it cannot be read. */
    public static Optional<Hash> hash(Path file) {
        try {
            return Optional.of(Sha256.of(Files.readAllBytes(file)));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }
}

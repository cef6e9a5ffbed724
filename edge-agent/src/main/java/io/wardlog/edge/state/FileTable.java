package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.FileEntry;
import io.wardlog.edge.entry.FilePosition;
import io.wardlog.hash.Hash;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How far the files of the file listener are settled. As large as there are files on the volume: one that is gone is forgotten by
 * an entry, not by time, for a file that merely is not written to must never be read a second time. Written by the writer only,
 * read by any thread.
 */
public final class FileTable {

    private final Map<String, OfDevice> devices = new ConcurrentHashMap<>();

    /** A position, and where its entry stands in the journal. */
    private record Settled(FilePosition position, long ordinal) {}

    private record OfDevice(Map<String, Settled> files, FileBeginnings beginnings) {

        OfDevice() {
            this(new ConcurrentHashMap<>(), new FileBeginnings());
        }

        void put(String key, Settled is) {
            Settled before = files.put(key, is);
            beginnings.moved(key, Optional.ofNullable(before).map(Settled::position), Optional.of(is.position()));
        }

        void remove(String key) {
            Settled before = files.remove(key);
            beginnings.moved(key, Optional.ofNullable(before).map(Settled::position), Optional.empty());
        }
    }

    /** The position of a device's file; absent when nothing of it is settled. */
    public Optional<FilePosition> position(String deviceId, String key) {
        return settled(deviceId, key).map(Settled::position);
    }

    /** Where the entry of a file's position stands in the journal: what was read of the file stands before it. */
    public OptionalLong ordinal(String deviceId, String key) {
        return settled(deviceId, key).stream().mapToLong(Settled::ordinal).findFirst();
    }

    private Optional<Settled> settled(String deviceId, String key) {
        return Optional.ofNullable(devices.get(deviceId)).map(of -> of.files().get(key));
    }

    /** The byte behind the last settled line, 0 when nothing is. */
    public long offset(String deviceId, String key) {
        return position(deviceId, key).map(FilePosition::offset).orElse(0L);
    }

    /** The positions of a device's files by key. A copy. */
    public Map<String, FilePosition> of(String deviceId) {
        Map<String, FilePosition> positions = new HashMap<>();
        OfDevice of = devices.getOrDefault(deviceId, new OfDevice());
        of.files().forEach((key, is) -> positions.put(key, is.position()));
        return positions;
    }

    /** What a device's files begin with. */
    public FileBeginnings beginnings(String deviceId) {
        return devices.getOrDefault(deviceId, new OfDevice()).beginnings();
    }

    /**
     * Gives every position a keyed fingerprint: {@code key} makes it of one without. No entry says so, for it follows from what is on disk: a
     * restart does it again until a snapshot has it. To be called before the writer starts.
     */
    public void key(UnaryOperator<Hash> key) {
        devices.values()
                .forEach(of -> Map.copyOf(of.files())
                        .forEach((file, is) ->
                                of.put(file, new Settled(is.position().keyed(key), is.ordinal()))));
    }

    /** Whether a position has a keyed fingerprint. */
    public boolean isKeyed() {
        return devices.values().stream()
                .flatMap(of -> of.files().values().stream())
                .anyMatch(is -> is.position().keyed());
    }

    /** Whether nothing of any file is settled. */
    boolean isEmpty() {
        return devices.isEmpty();
    }

    void apply(long ordinal, FileEntry entry) {
        if (entry.position().isPresent()) {
            devices.computeIfAbsent(entry.deviceId(), id -> new OfDevice())
                    .put(entry.key(), new Settled(entry.position().get(), ordinal));
        } else {
            devices.computeIfPresent(entry.deviceId(), (id, of) -> {
                of.remove(entry.key());
                return of.files().isEmpty() ? null : of;
            });
        }
    }

    void write(FieldsWriter out) {
        out.i32(devices.values().stream().mapToInt(of -> of.files().size()).sum());
        devices.forEach((deviceId, of) -> of.files().forEach((key, is) -> {
            out.i64(is.ordinal());
            new FileEntry(deviceId, key, Optional.of(is.position())).write(out);
        }));
    }

    /** @param entry reads one file's */
    static FileTable read(Fields in, Function<Fields, FileEntry> entry) {
        FileTable table = new FileTable();
        for (int n = in.i32(); n > 0; n--) {
            table.apply(in.i64(), entry.apply(in));
        }
        return table;
    }
}

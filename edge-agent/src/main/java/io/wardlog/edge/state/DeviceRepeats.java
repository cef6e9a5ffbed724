package io.wardlog.edge.state;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.RepeatKey;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/**
 * What one device sent with ids of its own, oldest first, in {@value RecordLog#WIDTH} bytes each: an agent remembers hundreds of
 * thousands, and as objects they would take its whole heap. Not thread-safe: the writer's.
 *
 * <p>A record, big-endian: 16 bytes key of the device's id (its bits when it is a UUIDv7, else the beginning of its SHA-256), 32
 * bytes message digest, 16 bytes id in the record, i64 sequence number, 32 bytes event hash, i64 microseconds of its time.
 * {@link #slots} finds them by key, with open addressing and linear probing.
 */
final class DeviceRepeats {

    private static final int DIGEST = 16;
    private static final int EVENT_ID = DIGEST + Hash.LENGTH;
    private static final int NUMBER = EVENT_ID + 16;
    private static final int HASH = NUMBER + Long.BYTES;
    private static final int TIME = HASH + Hash.LENGTH;

    /** Chunks of 4 records for a device that has few, of 256 for one that has many: a half of what it has, at most, and a quarter as a rule. */
    private static final int SMALLEST_CHUNK_BITS = 2;

    private static final int LARGEST_CHUNK_BITS = 8;
    private static final int MOST_CHUNKS = 8;

    private static final int MOST_NUMBERS = 1 << 30;

    private static final int FEWEST_SLOTS = 16;
    /** So many slots a record are too many. */
    private static final int SPARSE = 8;

    private RecordLog records = new RecordLog(SMALLEST_CHUNK_BITS);
    private int chunkBits = SMALLEST_CHUNK_BITS;
    /** The record's number + 1, 0 for none; at least twice as many as there are records. */
    private int[] slots = new int[FEWEST_SLOTS];

    private final int mostNumbers;

    DeviceRepeats() {
        this(MOST_NUMBERS);
    }

    /** One that numbers its records anew when so many were added, long before the numbers overflow. */
    DeviceRepeats(int mostNumbers) {
        this.mostNumbers = mostNumbers;
    }

    /** The message with this id and these bytes, when it came at {@code sinceMicros} or later. */
    Optional<Remembered> find(String deviceEventId, Hash digest, long sinceMicros) {
        int at = search(key(deviceEventId), Optional.of(digest), sinceMicros);
        return at < 0 ? Optional.empty() : Optional.of(remembered(at));
    }

    /** Whether any message came under this id at {@code sinceMicros} or later. */
    boolean holds(String deviceEventId, long sinceMicros) {
        return search(key(deviceEventId), Optional.empty(), sinceMicros) >= 0;
    }

    /** Remembers an event that has a key and came at {@code atMicros}; returns how many more are known now, 0 or 1. */
    int add(EventEntry event, long atMicros) {
        RepeatKey repeat = event.repeatKey().orElseThrow();
        UUID key = key(repeat.deviceEventId());
        if (search(key, Optional.of(repeat.messageDigest()), Long.MIN_VALUE) >= 0) {
            return 0;
        }
        makeRoom();
        UUID eventId = repeat.eventId().equals(repeat.deviceEventId()) ? key : UUID.fromString(repeat.eventId());
        int record = records.add();
        put(record, 0, key);
        put(record, DIGEST, repeat.messageDigest());
        put(record, EVENT_ID, eventId);
        records.put(record, NUMBER, event.sequenceNumber());
        put(record, HASH, event.hash());
        records.put(record, TIME, atMicros);
        insert(record);
        return 1;
    }

    private void put(int record, int at, UUID value) {
        records.put(record, at, value.getMostSignificantBits());
        records.put(record, at + Long.BYTES, value.getLeastSignificantBits());
    }

    private void put(int record, int at, Hash value) {
        value.copyTo(records.array(record), records.offset(record) + at);
    }

    int size() {
        return records.size();
    }

    /** Forgets what is older; returns how many these were. */
    int dropUntil(long oldestKeptMicros) {
        int dropped = 0;
        while (size() > 0 && timeOf(records.first()) < oldestKeptMicros) {
            dropped += dropEldest(1);
        }
        return dropped;
    }

    /** Forgets the {@code count} eldest, at most all; returns how many these were. */
    int dropEldest(int count) {
        int dropped = Math.min(count, size());
        for (int i = 0; i < dropped; i++) {
            remove(records.first());
            records.drop();
        }
        if (chunkBits > SMALLEST_CHUNK_BITS && size() < 1 << chunkBits) {
            rearrange();
        } else if (slots.length > FEWEST_SLOTS && size() < slots.length / SPARSE) {
            index();
        }
        return dropped;
    }

    /** Written records never change, so that a snapshot need not copy them. */
    void write(FieldsWriter out) {
        records.write(out);
    }

    static DeviceRepeats read(Fields in) {
        byte[] bytes = in.bytes();
        if (bytes.length % RecordLog.WIDTH != 0) {
            throw new IllegalArgumentException("repeats of " + bytes.length + " bytes");
        }
        DeviceRepeats repeats = new DeviceRepeats();
        int count = bytes.length / RecordLog.WIDTH;
        repeats.beginAnew(count);
        repeats.records.addAll(bytes, 0, count);
        repeats.index();
        return repeats;
    }

    private Remembered remembered(int record) {
        UUID eventId = new UUID(records.get(record, EVENT_ID), records.get(record, EVENT_ID + Long.BYTES));
        return new Remembered(
                eventId.toString(),
                records.get(record, NUMBER),
                Hash.of(records.array(record), records.offset(record) + HASH, Hash.LENGTH));
    }

    private long timeOf(int record) {
        return records.get(record, TIME);
    }

    private static UUID key(String deviceEventId) {
        if (UuidV7.isUuidV7(deviceEventId)) {
            return UUID.fromString(deviceEventId);
        }
        ByteBuffer digest = ByteBuffer.wrap(
                Sha256.of(deviceEventId.getBytes(StandardCharsets.UTF_8)).bytes());
        return new UUID(digest.getLong(), digest.getLong());
    }

    /** Room for one more record, and a slot for it. */
    private void makeRoom() {
        boolean manyChunks = records.chunks() > MOST_CHUNKS && chunkBits < LARGEST_CHUNK_BITS;
        if (manyChunks || records.end() >= mostNumbers) {
            rearrange();
        }
        if (2 * size() >= slots.length) {
            index();
        }
    }

    /** Moves the records into chunks of the size that suits them now, and numbers them anew. */
    private void rearrange() {
        RecordLog before = records;
        beginAnew(before.size());
        before.forEachRun((array, offset, length) -> records.addAll(array, offset, length / RecordLog.WIDTH));
        index();
    }

    /** An empty log, with chunks for so many records. */
    private void beginAnew(int count) {
        chunkBits = SMALLEST_CHUNK_BITS;
        while (count > MOST_CHUNKS / 2 << chunkBits && chunkBits < LARGEST_CHUNK_BITS) {
            chunkBits++;
        }
        records = new RecordLog(chunkBits);
    }

    /** All records into new slots, four for each, and up to eight for the sake of a power of two. */
    private void index() {
        slots = new int[Math.max(FEWEST_SLOTS, Integer.highestOneBit(Math.max(1, size())) * 4)];
        for (int record = records.first(); record < records.end(); record++) {
            insert(record);
        }
    }

    /** The record under that key with that digest, when one is asked for, that came at {@code sinceMicros} or later; -1 for none. */
    private int search(UUID key, Optional<Hash> digest, long sinceMicros) {
        for (int slot = home(key.getMostSignificantBits(), key.getLeastSignificantBits());
                slots[slot] != 0;
                slot = after(slot)) {
            int record = slots[slot] - 1;
            if (records.get(record, 0) == key.getMostSignificantBits()
                    && records.get(record, Long.BYTES) == key.getLeastSignificantBits()
                    && timeOf(record) >= sinceMicros
                    && (digest.isEmpty() || holdsAt(record, digest.get()))) {
                return record;
            }
        }
        return -1;
    }

    private boolean holdsAt(int record, Hash digest) {
        return digest.standsAt(records.array(record), records.offset(record) + DIGEST);
    }

    private void insert(int record) {
        int slot = homeOf(record);
        while (slots[slot] != 0) {
            slot = after(slot);
        }
        slots[slot] = record + 1;
    }

    /** Empties the record's slot and moves those behind it up that would not be found beyond an empty one. */
    private void remove(int record) {
        int hole = homeOf(record);
        while (slots[hole] != record + 1) {
            hole = after(hole);
        }
        for (int next = after(hole); slots[next] != 0; next = after(next)) {
            int fromHome = distance(homeOf(slots[next] - 1), next);
            if (fromHome >= distance(hole, next)) {
                slots[hole] = slots[next];
                hole = next;
            }
        }
        slots[hole] = 0;
    }

    private int homeOf(int record) {
        return home(records.get(record, 0), records.get(record, Long.BYTES));
    }

    private int home(long most, long least) {
        long mixed = (most ^ least) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & slots.length - 1;
    }

    private int after(int slot) {
        return slot + 1 & slots.length - 1;
    }

    private int distance(int from, int to) {
        return to - from & slots.length - 1;
    }
}

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
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntPredicate;

/**
 * What one device sent with ids of its own, oldest first, in {@value #WIDTH} bytes each: an agent remembers hundreds of
 * thousands, and as objects they would take its whole heap. Not thread-safe: the writer's.
 *
 * <p>A record, big-endian: 16 bytes key of the device's id (its bits when it is a UUIDv7, else the beginning of its SHA-256), 32
 * bytes message digest, 16 bytes id in the record, i64 sequence number, 32 bytes event hash, i64 microseconds of its time.
 * Records lie in one array; {@link #slots} finds them by key, with open addressing and linear probing.
 */
final class DeviceRepeats {

    static final int WIDTH = 112;
    private static final int DIGEST = 16;
    private static final int EVENT_ID = DIGEST + Hash.LENGTH;
    private static final int NUMBER = EVENT_ID + 16;
    private static final int HASH = NUMBER + Long.BYTES;
    private static final int TIME = HASH + Hash.LENGTH;
    private static final int SMALLEST = 4;

    private ByteBuffer records = ByteBuffer.allocate(SMALLEST * WIDTH);
    /** The record's place + 1, 0 for none; at least twice as many as records fit. */
    private int[] slots = new int[4 * SMALLEST];

    private int first;
    private int end;

    /** The message with this id and these bytes, when it came at {@code sinceMicros} or later. */
    Optional<Remembered> find(String deviceEventId, Hash digest, long sinceMicros) {
        byte[] wanted = digest.bytes();
        int at = search(key(deviceEventId), record -> timeOf(record) >= sinceMicros && holdsAt(record, DIGEST, wanted));
        return at < 0 ? Optional.empty() : Optional.of(remembered(at));
    }

    /** Whether any message came under this id at {@code sinceMicros} or later. */
    boolean holds(String deviceEventId, long sinceMicros) {
        return search(key(deviceEventId), record -> timeOf(record) >= sinceMicros) >= 0;
    }

    /** Remembers an event that has a key and came at {@code atMicros}; returns how many more are known now, 0 or 1. */
    int add(EventEntry event, long atMicros) {
        RepeatKey repeat = event.repeatKey().orElseThrow();
        UUID key = key(repeat.deviceEventId());
        byte[] digest = repeat.messageDigest().bytes();
        if (search(key, record -> holdsAt(record, DIGEST, digest)) >= 0) {
            return 0;
        }
        if (end * WIDTH == records.capacity()) {
            rearrange(size() + size() / 2 + SMALLEST);
        }
        UUID eventId = UUID.fromString(repeat.eventId());
        records.position(end * WIDTH);
        records.putLong(key.getMostSignificantBits()).putLong(key.getLeastSignificantBits());
        records.put(digest);
        records.putLong(eventId.getMostSignificantBits()).putLong(eventId.getLeastSignificantBits());
        records.putLong(event.sequenceNumber());
        records.put(event.hash().bytes()).putLong(atMicros);
        insert(end++);
        return 1;
    }

    int size() {
        return end - first;
    }

    /** Forgets what is older; returns how many these were. */
    int dropUntil(long oldestKeptMicros) {
        int dropped = 0;
        while (size() > 0 && timeOf(first) < oldestKeptMicros) {
            dropped += dropEldest(1);
        }
        return dropped;
    }

    /** Forgets the {@code count} eldest, at most all; returns how many these were. */
    int dropEldest(int count) {
        int dropped = Math.min(count, size());
        for (int i = 0; i < dropped; i++) {
            remove(first++);
        }
        if (size() == 0 && end > 0) {
            begin(new byte[SMALLEST * WIDTH]); // a snapshot may still show the old ones
        }
        return dropped;
    }

    /** Records are never written over, so that a snapshot need not copy them. */
    void write(FieldsWriter out) {
        out.view(records.array(), first * WIDTH, size() * WIDTH);
    }

    static DeviceRepeats read(Fields in) {
        byte[] bytes = in.bytes();
        if (bytes.length % WIDTH != 0) {
            throw new IllegalArgumentException("repeats of " + bytes.length + " bytes");
        }
        DeviceRepeats repeats = new DeviceRepeats();
        repeats.begin(bytes);
        repeats.end = bytes.length / WIDTH;
        repeats.index();
        return repeats;
    }

    private Remembered remembered(int record) {
        int at = record * WIDTH;
        UUID eventId = new UUID(records.getLong(at + EVENT_ID), records.getLong(at + EVENT_ID + Long.BYTES));
        return new Remembered(
                eventId.toString(), records.getLong(at + NUMBER), Hash.of(records.array(), at + HASH, Hash.LENGTH));
    }

    private long timeOf(int record) {
        return records.getLong(record * WIDTH + TIME);
    }

    private boolean holdsAt(int record, int offset, byte[] wanted) {
        int from = record * WIDTH + offset;
        return Arrays.equals(records.array(), from, from + wanted.length, wanted, 0, wanted.length);
    }

    private static UUID key(String deviceEventId) {
        if (UuidV7.isUuidV7(deviceEventId)) {
            return UUID.fromString(deviceEventId);
        }
        ByteBuffer digest = ByteBuffer.wrap(
                Sha256.of(deviceEventId.getBytes(StandardCharsets.UTF_8)).bytes());
        return new UUID(digest.getLong(), digest.getLong());
    }

    /** Moves the records to the beginning of an array that has room for so many, and indexes them anew. */
    private void rearrange(int capacity) {
        byte[] moved = new byte[Math.max(capacity, size()) * WIDTH];
        System.arraycopy(records.array(), first * WIDTH, moved, 0, size() * WIDTH);
        int kept = size();
        begin(moved);
        end = kept;
        index();
    }

    private void begin(byte[] array) {
        records = ByteBuffer.wrap(array);
        slots = new int[Integer.highestOneBit(Math.max(array.length / WIDTH, SMALLEST)) * 4];
        first = 0;
        end = 0;
    }

    private void index() {
        for (int record = 0; record < end; record++) {
            insert(record);
        }
    }

    private int search(UUID key, IntPredicate wanted) {
        for (int slot = home(key); slots[slot] != 0; slot = after(slot)) {
            int record = slots[slot] - 1;
            if (records.getLong(record * WIDTH) == key.getMostSignificantBits()
                    && records.getLong(record * WIDTH + Long.BYTES) == key.getLeastSignificantBits()
                    && wanted.test(record)) {
                return record;
            }
        }
        return -1;
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
        return home(new UUID(records.getLong(record * WIDTH), records.getLong(record * WIDTH + Long.BYTES)));
    }

    private int home(UUID key) {
        long mixed = (key.getMostSignificantBits() ^ key.getLeastSignificantBits()) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & slots.length - 1;
    }

    private int after(int slot) {
        return slot + 1 & slots.length - 1;
    }

    private int distance(int from, int to) {
        return to - from & slots.length - 1;
    }
}

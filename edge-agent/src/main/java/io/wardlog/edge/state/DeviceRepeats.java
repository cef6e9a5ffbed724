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
 *
 * <p>Ids are the device's own choice: one that always gives the same, or such as would crowd, must not be slower to look up than others. So
 * only the youngest record of an id is found by the id, those before it by the message, and hashes depend on a number that no device knows.
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

    private RecordLog records = new RecordLog(SMALLEST_CHUNK_BITS);
    private int chunkBits = SMALLEST_CHUNK_BITS;
    /** One a key, by key. */
    private RecordSlots youngest;
    /** All others, by key and digest. */
    private RecordSlots earlier;

    private final long salt;
    private final int mostNumbers;

    /** @param salt a random number, on which it depends only where records are looked for */
    DeviceRepeats(long salt) {
        this(salt, MOST_NUMBERS);
    }

    /** One that numbers its records anew when so many were added, long before the numbers overflow. */
    DeviceRepeats(long salt, int mostNumbers) {
        this.salt = salt;
        this.mostNumbers = mostNumbers;
        index();
    }

    /** The message with this id and these bytes, when it came at {@code sinceMicros} or later. */
    Optional<Remembered> find(String deviceEventId, Hash digest, long sinceMicros) {
        int record = search(key(deviceEventId), digest);
        return record < 0 || timeOf(record) < sinceMicros ? Optional.empty() : Optional.of(remembered(record));
    }

    /** Whether any message came under this id at {@code sinceMicros} or later. */
    boolean holds(String deviceEventId, long sinceMicros) {
        UUID key = key(deviceEventId);
        int record = youngest(key.getMostSignificantBits(), key.getLeastSignificantBits());
        return record >= 0 && timeOf(record) >= sinceMicros;
    }

    /** Remembers an event that has a key and came at {@code atMicros}; returns how many more are known now, 0 or 1. */
    int add(EventEntry event, long atMicros) {
        RepeatKey repeat = event.repeatKey().orElseThrow();
        UUID key = key(repeat.deviceEventId());
        if (search(key, repeat.messageDigest()) >= 0) {
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
        place(record);
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
            if (!youngest.remove(records.first())) {
                earlier.remove(records.first());
            }
            records.drop();
        }
        if (chunkBits > SMALLEST_CHUNK_BITS && size() < 1 << chunkBits) {
            rearrange();
        }
        return dropped;
    }

    /** Written records never change, so that a snapshot need not copy them. */
    void write(FieldsWriter out) {
        records.write(out);
    }

    static DeviceRepeats read(Fields in, long salt) {
        byte[] bytes = in.bytes();
        if (bytes.length % RecordLog.WIDTH != 0) {
            throw new IllegalArgumentException("repeats of " + bytes.length + " bytes");
        }
        DeviceRepeats repeats = new DeviceRepeats(salt);
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

    /** Room for one more record. */
    private void makeRoom() {
        boolean manyChunks = records.chunks() > MOST_CHUNKS && chunkBits < LARGEST_CHUNK_BITS;
        if (manyChunks || records.end() >= mostNumbers) {
            rearrange();
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

    private void index() {
        youngest = new RecordSlots(this::hashOfKey, size());
        earlier = new RecordSlots(this::hashOfMessage, 0);
        for (int record = records.first(); record < records.end(); record++) {
            place(record);
        }
    }

    /** The record is the youngest of its key, and the one that was it is none any more. */
    private void place(int record) {
        int before = youngest(records.get(record, 0), records.get(record, Long.BYTES));
        if (before < 0) {
            youngest.add(record);
        } else {
            youngest.replace(before, record);
            earlier.add(before);
        }
    }

    /** The youngest record under that key; -1 for none. */
    private int youngest(long most, long least) {
        int slot = youngest.home(hash(most, least));
        while (youngest.at(slot) >= 0 && !hasKey(youngest.at(slot), most, least)) {
            slot = youngest.after(slot);
        }
        return youngest.at(slot);
    }

    /** The record under that key with that digest; -1 for none. */
    private int search(UUID key, Hash digest) {
        long most = key.getMostSignificantBits();
        long least = key.getLeastSignificantBits();
        int record = youngest(most, least);
        if (record < 0 || hasDigest(record, digest)) {
            return record;
        }
        int slot = earlier.home(
                mixed(hash(most, least) ^ ByteBuffer.wrap(digest.bytes()).getLong()));
        while (earlier.at(slot) >= 0
                && !(hasKey(earlier.at(slot), most, least) && hasDigest(earlier.at(slot), digest))) {
            slot = earlier.after(slot);
        }
        return earlier.at(slot);
    }

    private boolean hasKey(int record, long most, long least) {
        return records.get(record, 0) == most && records.get(record, Long.BYTES) == least;
    }

    private boolean hasDigest(int record, Hash digest) {
        return digest.standsAt(records.array(record), records.offset(record) + DIGEST);
    }

    private long hashOfKey(int record) {
        return hash(records.get(record, 0), records.get(record, Long.BYTES));
    }

    private long hashOfMessage(int record) {
        return mixed(hashOfKey(record) ^ records.get(record, DIGEST));
    }

    private long hash(long most, long least) {
        return mixed(mixed(most ^ salt) + least ^ salt);
    }

    /** Each bit of the result depends on all bits: the finalizer of SplitMix64. */
    private static long mixed(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    /** How many steps a look takes, at most. */
    int longestRun() {
        return Math.max(youngest.longestRun(), earlier.longestRun());
    }
}

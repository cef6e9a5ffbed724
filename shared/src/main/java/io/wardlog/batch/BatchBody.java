package io.wardlog.batch;

import java.util.Arrays;

/**
 * A batch's raw body while its events come in, as {@link BatchFrame} has it: of each event u32 length · bytes · u32 length of the sealed block · block. No
 * event is an object of its own, and the room serves the next batch. Not thread-safe.
 */
public final class BatchBody {

    private static final int SMALLEST = 4 << 10;
    /** So many times more room than was needed is given back. */
    private static final int SPARSE = 8;

    private byte[] bytes = new byte[SMALLEST];
    /** Behind each event. */
    private int[] ends = new int[16];

    private int count;

    /** The body of these events. */
    static BatchBody of(Iterable<BatchItem> items) {
        BatchBody body = new BatchBody();
        items.forEach(item -> body.add(item.event(), item.sealed()));
        return body;
    }

    /** One more event, and its sealed block, which is empty when it has none. */
    public void add(byte[] event, byte[] sealed) {
        room(event.length, sealed.length);
        put(event, 0, event.length);
        put(sealed, 0, sealed.length);
        count++;
    }

    /** The same of an event and a sealed block that stand in one array. */
    public void add(byte[] from, int eventAt, int eventLength, int sealedAt, int sealedLength) {
        room(eventLength, sealedLength);
        put(from, eventAt, eventLength);
        put(from, sealedAt, sealedLength);
        count++;
    }

    private void room(int eventLength, int sealedLength) {
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count] = length();
        int needed =
                Math.addExact(Math.addExact(length(), 2 * Integer.BYTES), Math.addExact(eventLength, sealedLength));
        if (needed > bytes.length) {
            // A quarter more at a time, and never much more than the largest batch needs
            bytes = Arrays.copyOf(bytes, needed + Math.max(SMALLEST, needed / 4));
        }
    }

    private void put(byte[] from, int offset, int length) {
        int at = ends[count];
        bytes[at] = (byte) (length >>> 24);
        bytes[at + 1] = (byte) (length >>> 16);
        bytes[at + 2] = (byte) (length >>> 8);
        bytes[at + 3] = (byte) length;
        System.arraycopy(from, offset, bytes, at + Integer.BYTES, length);
        ends[count] = at + Integer.BYTES + length;
    }

    /** How many events there are. */
    public int count() {
        return count;
    }

    /** The bytes of all. */
    public int length() {
        return length(count);
    }

    /** The bytes of the first {@code events}. */
    int length(int events) {
        return events == 0 ? 0 : ends[events - 1];
    }

    /** The bytes, from the first event on; more than there are. Not to be changed, and not to be kept. */
    byte[] array() {
        return bytes;
    }

    /** Forgets the first {@code events}; the others move up. */
    public void removeFirst(int events) {
        int gone = length(events);
        int before = length();
        int left = before - gone;
        if (bytes.length / SPARSE > Math.max(before, SMALLEST)) {
            bytes = Arrays.copyOfRange(bytes, gone, gone + Math.max(before, SMALLEST));
        } else {
            System.arraycopy(bytes, gone, bytes, 0, left);
        }
        count -= events;
        for (int i = 0; i < count; i++) {
            ends[i] = ends[i + events] - gone;
        }
    }
}

package io.wardlog.event;

import io.wardlog.hash.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The values of an event that {@link EnvelopeScan} knows, read where they stand. A text is made when it is asked for, and kept. */
final class PlacedValues implements EventValues {
    private static final int FIELDS = EventField.values().length;

    private final byte[] json;
    private final int[] places;
    private final String[] texts = new String[FIELDS];

    private PlacedValues(byte[] json, int[] places) {
        this.json = json;
        this.places = places;
    }

    /** Null when it is not certain that an event stands between two offsets. The array is kept. */
    static PlacedValues find(byte[] json, int start, int end) {
        int[] places = EnvelopeScan.places(json, start, end);
        return places == null ? null : new PlacedValues(json, places);
    }

    private int from(EventField field) {
        return places[2 * field.ordinal()];
    }

    private int to(EventField field) {
        return places[2 * field.ordinal() + 1];
    }

    private boolean begins(EventField field, char first) {
        return json[from(field)] == first;
    }

    @Override
    public boolean isText(EventField field, TextForm form) {
        return begins(field, '"') && form.matches(json, from(field) + 1, to(field) - 1);
    }

    @Override
    public String text(EventField field) {
        String text = texts[field.ordinal()];
        if (text == null && begins(field, '"')) {
            int from = from(field) + 1;
            text = new String(json, from, to(field) - 1 - from, StandardCharsets.UTF_8);
            texts[field.ordinal()] = text;
        }
        return text;
    }

    @Override
    public long integer(EventField field) {
        return integer(json, from(field), to(field));
    }

    /** What begins and goes on with digits is short enough for a long: the scan takes no other numbers. −1 for everything else. */
    static long integer(byte[] json, int from, int to) {
        long number = 0;
        for (int i = from; i < to && number >= 0; i++) {
            boolean digit = json[i] >= '0' && json[i] <= '9';
            number = digit ? number * 10 + json[i] - '0' : -1;
        }
        return number;
    }

    @Override
    public boolean isObject(EventField field) {
        return begins(field, '{');
    }

    @Override
    public Hash hash(EventField field) {
        return Hash.fromHex(json, from(field) + 1, to(field) - 1);
    }

    @Override
    public ByteBuffer payload() {
        int from = from(EventField.PAYLOAD);
        return ByteBuffer.wrap(json, from, to(EventField.PAYLOAD) - from);
    }
}

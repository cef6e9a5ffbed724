package io.wardlog.event;

import io.wardlog.hash.Hash;
import io.wardlog.json.CanonicalScan;
import io.wardlog.json.MemberNames;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The values of an event whose bytes are certainly canonical, read where they stand. A text is made when it is asked for, and kept. */
final class PlacedValues implements EventValues {
    private static final MemberNames NAMES = MemberNames.of(
            Arrays.stream(EnvelopeMember.values()).map(EnvelopeMember::wireName).toList(),
            Map.of("checksum", List.of("algorithm", "value"), "source", List.of("agentId", "epoch", "protocol")));

    /** By field, where its place is found. */
    private static final int[] PLACES = Arrays.stream(EventField.values())
            .mapToInt(field -> 2 * NAMES.slot(field.path()))
            .toArray();

    private final byte[] json;
    private final int[] places;
    private final String[] texts = new String[PLACES.length];

    private PlacedValues(byte[] json, int[] places) {
        this.json = json;
        this.places = places;
    }

    /** Null when it is not certain that the bytes are a canonical object. The array is kept. */
    static PlacedValues find(byte[] json) {
        int[] places = CanonicalScan.places(json, NAMES);
        return places == null ? null : new PlacedValues(json, places);
    }

    private int from(EventField field) {
        return places[PLACES[field.ordinal()]];
    }

    /** 0 when the field is absent. */
    private int to(EventField field) {
        return places[PLACES[field.ordinal()] + 1];
    }

    private boolean begins(EventField field, char first) {
        return to(field) != 0 && json[from(field)] == first;
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

    /** What begins and goes on with digits is short enough for a long: the scan takes no other numbers. */
    @Override
    public long integer(EventField field) {
        long number = to(field) == 0 ? -1 : 0;
        for (int i = from(field); i < to(field) && number >= 0; i++) {
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

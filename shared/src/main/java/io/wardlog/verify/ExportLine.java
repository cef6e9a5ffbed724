package io.wardlog.verify;

import io.wardlog.disclosure.SealedEvent;
import io.wardlog.hash.Hash;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.JsonText;
import io.wardlog.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Takes one line of an export apart without judging the event in it (docs/formats.md section 8): members in their order, no white
 * space between them, the event's bytes verbatim. A sealed event stands as {@code "sealedEvent"} in the place of {@code "event"}, never
 * without its quarantine mark.
 */
final class ExportLine {
    private static final byte[] EVENT = ascii("{\"event\":");
    private static final byte[] SEALED = ascii("{\"sealedEvent\":\"");
    private static final byte[] HASH = ascii(",\"hash\":\"");
    private static final byte[] HASH_END = ascii("\"}");
    private static final int HEX_LENGTH = 2 * Hash.LENGTH;
    private static final JsonLimits TAIL = new JsonLimits(ExportLines.MAX_LINE, 8);

    private final byte[] line;
    private final int end;
    private int at;

    private ExportLine(ExportLines.Line line) {
        this.line = line.bytes();
        this.end = line.to();
        this.at = line.from();
    }

    /** What became of a line. */
    sealed interface Reading {
        /** It has a record's form. */
        record Value(StoredRecord stored) implements Reading {}

        /** It has none; {@code cutOff} when its bytes end before it could. */
        record Refused(String reason, boolean cutOff) implements Reading {}
    }

    /**
     * The record that a line most likely holds: nothing stands behind its hash, and all before is the event. Certain when the event is found to be one;
     * none when the line is of another form. The array is not kept.
     */
    static Optional<StoredRecord> likely(ExportLines.Line line, Place place) {
        return new ExportLine(line).likely(place);
    }

    private Optional<StoredRecord> likely(Place place) {
        int event = at + EVENT.length;
        int hashEnd = end - HASH_END.length;
        int hash = hashEnd - HEX_LENGTH;
        int eventEnd = hash - HASH.length;
        if (eventEnd < event
                || !stands(EVENT, at)
                || !stands(HASH, eventEnd)
                || !Hash.isHex(line, hash, hashEnd)
                || !stands(HASH_END, hashEnd)) {
            return Optional.empty();
        }
        return Optional.of(new StoredRecord(
                place,
                Optional.of(new EventBytes(line, event, eventEnd)),
                Hash.fromHex(line, hash, hashEnd),
                List.of(),
                Optional.empty()));
    }

    static Reading read(ExportLines.Line line, Place place) {
        try {
            return new Reading.Value(new ExportLine(line).record(place));
        } catch (RefusedException e) {
            return new Reading.Refused(e.getMessage(), e.cutOff);
        }
    }

    private StoredRecord record(Place place) {
        Optional<EventBytes> event = Optional.empty();
        if (stands(SEALED, at)) {
            sealedBlock();
        } else {
            expect(EVENT, "a line begins with {\"event\":");
            int from = at;
            skipObject();
            event = Optional.of(new EventBytes(line, from, at));
        }
        expect(HASH, "\"hash\" does not stand behind the event");
        Hash hash = hash();
        ExportLineTail tail = tail();
        if (event.isEmpty() && tail.quarantine().isEmpty()) {
            throw new RefusedException("a sealed event has no quarantine mark", false);
        }
        return new StoredRecord(place, event, hash, tail.disclosures(), tail.quarantine());
    }

    private void sealedBlock() {
        at += SEALED.length;
        int from = at;
        while (at < end && line[at] != '"') {
            at++;
        }
        requireMore();
        String base64 = new String(line, from, at++ - from, StandardCharsets.ISO_8859_1);
        if (!SealedEvent.isBlock(base64)) {
            throw new RefusedException("the sealed block is none", false);
        }
    }

    /** Moves behind the object that begins here; whether it is one is the event's own question. */
    private void skipObject() {
        int depth = 0;
        boolean inString = false;
        for (; at < end; at++) {
            byte b = line[at];
            if (inString) {
                if (b == '\\') {
                    at++;
                } else if (b == '"') {
                    inString = false;
                }
            } else if (b == '"') {
                int textEnd = JsonText.end(line, at + 1);
                inString = textEnd == JsonText.UNKNOWN || textEnd >= end; // then byte by byte
                at = inString ? at : textEnd;
            } else if (b == '{') {
                depth++;
            } else if (b == '}' && --depth == 0) {
                at++;
                return;
            }
            if (depth == 0) {
                throw new RefusedException("the event is not an object", false);
            }
        }
        requireMore();
    }

    private Hash hash() {
        int hashEnd = at + HEX_LENGTH;
        if (end <= hashEnd) {
            throw new RefusedException("the line ends inside the hash", true);
        }
        if (!Hash.isHex(line, at, hashEnd) || line[hashEnd] != '"') {
            throw new RefusedException("the hash is not 64 lower-case hex digits", false);
        }
        Hash hash = Hash.fromHex(line, at, hashEnd);
        at = hashEnd + 1;
        return hash;
    }

    /** The members behind the hash as an object of their own. */
    private ExportLineTail tail() {
        requireMore();
        if (line[at] == '}' && end == at + 1) {
            return ExportLineTail.NONE;
        }
        byte[] rest = Arrays.copyOfRange(line, at, end);
        if (rest[0] == '}') {
            throw new RefusedException("something stands behind the record", false);
        }
        if (rest[0] != ',') {
            throw new RefusedException("something other than a member stands behind the hash", false);
        }
        rest[0] = '{';
        if (!(StrictJson.read(rest, TAIL) instanceof JsonReading.Value value)) {
            throw new RefusedException(
                    "the members behind the hash do not parse", rest[rest.length - 1] != '}' || rest.length < 4);
        }
        return ExportLineTail.of(value.node());
    }

    private boolean stands(byte[] expected, int from) {
        int to = from + expected.length;
        return to <= end && Arrays.equals(line, from, to, expected, 0, expected.length);
    }

    private void expect(byte[] expected, String otherwise) {
        if (!stands(expected, at)) {
            int available = Math.min(expected.length, end - at);
            boolean prefix = Arrays.equals(line, at, at + available, expected, 0, available);
            throw new RefusedException(otherwise, prefix);
        }
        at += expected.length;
    }

    private void requireMore() {
        if (at >= end) {
            throw new RefusedException("the line ends inside the record", true);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Carries a refusal out of the parser; never leaves {@link #read}. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final boolean cutOff;

        RefusedException(String message, boolean cutOff) {
            super(message, null, false, false);
            this.cutOff = cutOff;
        }
    }
}

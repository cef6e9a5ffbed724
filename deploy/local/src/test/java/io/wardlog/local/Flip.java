package io.wardlog.local;

import io.wardlog.verify.Verdict;
import java.nio.charset.StandardCharsets;

/** One bit of one byte of a stored event, changed. */
enum Flip {
    /** Behind it the event is still canonical JSON, only another one. */
    A_LETTER_OF_A_VALUE("\"payload\":{\"status\":\"", 0, Verdict.TAMPERED),
    /** Behind it the event no longer parses. */
    A_BRACE("\"payload\":", 0, Verdict.CORRUPT),
    /** Behind it the event parses, and its keys are no longer in order. */
    A_LETTER_OF_A_KEY("\"payload\":", -9, Verdict.CORRUPT);

    final Verdict verdict;
    private final String before;
    private final int shift;

    Flip(String before, int shift, Verdict verdict) {
        this.before = before;
        this.shift = shift;
        this.verdict = verdict;
    }

    /** The bytes, which hold the event somewhere, with that one bit changed. */
    byte[] in(byte[] bytes, String eventId) {
        byte[] changed = bytes.clone();
        changed[place(bytes, eventId)] ^= 1;
        return changed;
    }

    /** Where the byte is. */
    int place(byte[] bytes, String eventId) {
        // One character a byte, so that positions are the bytes'.
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int event = text.indexOf("\"eventId\":\"" + eventId + "\"");
        int found = event < 0 ? -1 : text.indexOf(before, event);
        if (found < 0) {
            throw new IllegalArgumentException("the bytes do not hold the event " + eventId);
        }
        return found + before.length() + shift;
    }
}

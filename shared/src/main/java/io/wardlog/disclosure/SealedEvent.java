package io.wardlog.disclosure;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.error.ErrorCode;
import io.wardlog.hash.Hash;
import io.wardlog.json.DocumentFields;
import io.wardlog.json.DocumentFields.InvalidDocumentException;
import io.wardlog.json.Jcs;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A quarantined event that may hold patient data in the clear, as everything behind custody carries it: JCS of
 * {@code {"sealedEvent":<base64url of the sealed block>,"hash":<64 hex>,"quarantine":<code>}} (docs/formats.md section 4). Whether the
 * block holds an event with that hash shows only to the holder of the tenant's seal key.
 *
 * @param sealedEvent the sealed block around the event's canonical bytes, base64url without padding
 * @param hash the event hash that it is said to have
 * @param quarantine the code for which it is quarantined
 */
public record SealedEvent(String sealedEvent, Hash hash, String quarantine) {

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    /** What {@link #read} made of some bytes. */
    public sealed interface Reading {
        /** The bytes have the form. */
        record Value(SealedEvent event) implements Reading {}

        /** They do not. */
        record Refused(ErrorCode code, String detail) implements Reading {}
    }

    /** The sealed form of an event. */
    public static SealedEvent of(byte[] block, Hash hash, String quarantine) {
        return new SealedEvent(Base64.getUrlEncoder().withoutPadding().encodeToString(block), hash, quarantine);
    }

    /** Reads the canonical bytes. Never throws for its input. */
    public static Reading read(byte[] canonical) {
        if (!(StrictJson.read(canonical, JsonLimits.DOCUMENT) instanceof JsonReading.Value value)
                || !Arrays.equals(Jcs.write(value.node()), canonical)) {
            return new Reading.Refused(ErrorCode.NOT_CANONICAL, "the sealed event is not in canonical form");
        }
        try {
            DocumentFields fields = DocumentFields.of(value.node());
            SealedEvent event = new SealedEvent(
                    fields.text("sealedEvent", SealedEvent::isBlock),
                    fields.hash("hash"),
                    fields.text("quarantine", SealedEvent::isCode));
            fields.end();
            return new Reading.Value(event);
        } catch (InvalidDocumentException e) {
            return new Reading.Refused(ErrorCode.SEALED_BLOCK_INVALID, "sealed event: " + e.getMessage());
        }
    }

    /** The canonical bytes. */
    public byte[] canonical() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("hash", hash.hex()).put("quarantine", quarantine).put("sealedEvent", sealedEvent);
        return Jcs.write(node);
    }

    /** Whether a text is the base64url of bytes with the form of a sealed block. */
    public static boolean isBlock(String base64url) {
        try {
            byte[] block = Base64.getUrlDecoder().decode(base64url);
            boolean exact = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(block)
                    .equals(base64url);
            return exact && SealedBlock.decode(block).isPresent();
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    /** Whether a text has the form of a quarantine mark's code. */
    public static boolean isCode(String text) {
        return CODE.matcher(text).matches();
    }
}

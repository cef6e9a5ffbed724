package io.wardlog.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.hash.Hash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the fields of a closed JSON object of the platform (a header, a receipt): each field of its kind, none unknown.
 * Not thread-safe; used within one {@code read} method, which turns {@link InvalidDocumentException} into a refusal.
 */
public final class DocumentFields {

    private final ObjectNode object;
    private final String pointer;
    private final Set<String> seen = new HashSet<>();

    private DocumentFields(ObjectNode object, String pointer) {
        this.object = object;
        this.pointer = pointer;
    }

    /** A field is missing, unknown or of a wrong form; the message is its JSON pointer and quotes no value. */
    public static final class InvalidDocumentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        InvalidDocumentException(String message) {
            super(message, null, false, false);
        }
    }

    /** The fields of a document's root. */
    public static DocumentFields of(JsonNode node) {
        return at(node, "");
    }

    private static DocumentFields at(JsonNode node, String pointer) {
        if (node instanceof ObjectNode object) {
            return new DocumentFields(object, pointer);
        }
        throw new InvalidDocumentException((pointer.isEmpty() ? "the document" : pointer) + " must be an object");
    }

    /** A required string of this form. */
    public String text(String name, Predicate<String> form) {
        return optionalText(name, form).orElseThrow(() -> wrong(name, "is missing"));
    }

    /** A string of this form, if the field is there. */
    public Optional<String> optionalText(String name, Predicate<String> form) {
        return field(name).map(value -> {
            if (!value.isTextual() || !form.test(value.textValue())) {
                throw wrong(name, "has a wrong form");
            }
            return value.textValue();
        });
    }

    /** A required digest of 64 lower-case hex digits. */
    public Hash hash(String name) {
        return Hash.fromHex(text(name, Hash::isHex));
    }

    /** A digest, if the field is there. */
    public Optional<Hash> optionalHash(String name) {
        return optionalText(name, Hash::isHex).map(Hash::fromHex);
    }

    /** A required whole number of at least {@code minimum}. */
    public long integer(String name, long minimum) {
        return optionalInteger(name, minimum).orElseThrow(() -> wrong(name, "is missing"));
    }

    /** A whole number of at least {@code minimum}, if the field is there. */
    public Optional<Long> optionalInteger(String name, long minimum) {
        return field(name).map(value -> {
            if (!value.isIntegralNumber() || value.longValue() < minimum) {
                throw wrong(name, "must be a whole number of at least " + minimum);
            }
            return value.longValue();
        });
    }

    /** The fields of a required object. */
    public DocumentFields object(String name) {
        return optionalObject(name).orElseThrow(() -> wrong(name, "is missing"));
    }

    /** The fields of an object, if it is there. */
    public Optional<DocumentFields> optionalObject(String name) {
        return field(name).map(value -> at(value, pointer + "/" + name));
    }

    /** The objects of a required array. */
    public Iterable<DocumentFields> objects(String name) {
        JsonNode value = field(name).orElseThrow(() -> wrong(name, "is missing"));
        if (!value.isArray()) {
            throw wrong(name, "must be an array");
        }
        List<DocumentFields> items = new ArrayList<>();
        for (JsonNode item : value) {
            items.add(at(item, pointer + "/" + name + "/" + items.size()));
        }
        return items;
    }

    /** Ends the reading: every field that nobody asked for is unknown. */
    public void end() {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            if (!seen.contains(names.next())) {
                throw new InvalidDocumentException(
                        (pointer.isEmpty() ? "the document" : pointer) + " has an unknown field");
            }
        }
    }

    /** A refusal of the whole document; the caller throws it. */
    public static InvalidDocumentException refuseDocument(String what) {
        return new InvalidDocumentException("the document " + what);
    }

    /** A refusal of a field for a reason that only the caller can see; the caller throws it. */
    public InvalidDocumentException refuse(String name, String what) {
        return wrong(name, what);
    }

    private Optional<JsonNode> field(String name) {
        seen.add(name);
        return Optional.ofNullable(object.get(name));
    }

    private InvalidDocumentException wrong(String name, String what) {
        return new InvalidDocumentException(pointer + "/" + name + " " + what);
    }
}

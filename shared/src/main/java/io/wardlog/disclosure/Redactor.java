package io.wardlog.disclosure;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Takes marked values out of an envelope and leaves their digests. Thread-safe if its source of salts is. */
public final class Redactor {

    private final Supplier<byte[]> salts;

    /** @param salts gives 16 fresh random bytes a call */
    public Redactor(Supplier<byte[]> salts) {
        this.salts = salts;
    }

    /**
     * Replaces the values at these RFC 6901 pointers, which are from the envelope's root; absent ones are passed over.
     * Of nested pointers the outermost wins.
     *
     * @return the disclosures, sorted by pointer
     */
    public List<Disclosure> redact(ObjectNode envelope, List<String> pointers) {
        List<Disclosure> disclosures = new ArrayList<>();
        for (String pointer : outermost(pointers)) {
            JsonPointer at = JsonPointer.compile(pointer);
            JsonNode value = envelope.at(at);
            if (!value.isMissingNode()) {
                Disclosure disclosure = Disclosure.of(salts.get(), pointer, value);
                replace(envelope.at(at.head()), at.last(), disclosure.placeholder());
                disclosures.add(disclosure);
            }
        }
        disclosures.sort(Comparator.comparing(Disclosure::pointer));
        return disclosures;
    }

    /** The disclosure of one value, of which these are the canonical bytes, under a fresh salt. */
    public Disclosure disclose(String pointer, byte[] canonicalValue) {
        return Disclosure.of(salts.get(), pointer, canonicalValue);
    }

    /** Without those below another one, sorted; a message can hold thousands. */
    private static List<String> outermost(List<String> pointers) {
        SortedSet<String> all = new TreeSet<>(pointers);
        return all.stream().filter(pointer -> !isBelowOneOf(all, pointer)).toList();
    }

    private static boolean isBelowOneOf(Set<String> pointers, String pointer) {
        for (int end = pointer.lastIndexOf('/'); end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
            if (pointers.contains(pointer.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    private static void replace(JsonNode parent, JsonPointer last, ObjectNode placeholder) {
        if (parent instanceof ArrayNode array) {
            array.set(last.getMatchingIndex(), placeholder);
        } else {
            ((ObjectNode) parent).set(last.getMatchingProperty(), placeholder);
        }
    }
}

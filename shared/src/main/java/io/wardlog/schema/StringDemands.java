package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Whether what one schema says of strings follows from another. Pure. */
final class StringDemands {
    /** A character has at most so many bytes in UTF-8. */
    private static final int BYTES_OF_A_CHARACTER = 4;

    private static final List<String> TO_BE_EQUAL = List.of("pattern", "format");

    private StringDemands() {}

    /** The first keyword of {@code wide} that does not follow from {@code narrow}. */
    static Optional<String> unmet(JsonNode narrow, JsonNode wide) {
        if (wide.path("minLength").asLong(0) > narrow.path("minLength").asLong(0)) {
            return Optional.of("minLength");
        }
        long characters = narrow.path("maxLength").asLong(Integer.MAX_VALUE);
        long bytes = narrow.path(MaxBytesKeyword.NAME).asLong(Long.MAX_VALUE);
        if (wide.has("maxLength")
                && Math.min(characters, bytes) > wide.get("maxLength").asLong()) {
            return Optional.of("maxLength");
        }
        if (wide.has(MaxBytesKeyword.NAME)
                && Math.min(bytes, characters * BYTES_OF_A_CHARACTER)
                        > wide.get(MaxBytesKeyword.NAME).asLong()) {
            return Optional.of(MaxBytesKeyword.NAME);
        }
        return TO_BE_EQUAL.stream()
                .filter(keyword -> wide.has(keyword) && !wide.get(keyword).equals(narrow.get(keyword)))
                .findFirst();
    }

    static String message(String keyword) {
        return TO_BE_EQUAL.contains(keyword)
                ? "cannot be shown to accept it: " + keyword + " differs"
                : "has a tighter " + keyword;
    }
}

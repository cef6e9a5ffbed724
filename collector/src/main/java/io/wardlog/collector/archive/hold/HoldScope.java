package io.wardlog.collector.archive.hold;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which archived files a hold is about: those of a tenant, of the days from {@code from} to {@code to}, both included, as far as they are
 * given. The days are those in the files' names: of events the day of their time, in UTC.
 */
public record HoldScope(String tenantId, Optional<LocalDate> from, Optional<LocalDate> to) {

    /** Refuses days in the wrong order. */
    public HoldScope {
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            throw new IllegalArgumentException("the last day is before the first");
        }
    }

    /** Whether a file of the archive is meant, by its name alone. A file without a day is meant by every day. */
    public boolean holds(String name) {
        return part(name, "tenant=").filter(tenantId::equals).isPresent()
                && part(name, "date=").flatMap(HoldScope::day).map(this::holds).orElse(true);
    }

    private boolean holds(LocalDate day) {
        return from.map(first -> !day.isBefore(first)).orElse(true)
                && to.map(last -> !day.isAfter(last)).orElse(true);
    }

    private static Optional<String> part(String name, String prefix) {
        return Arrays.stream(name.split("/"))
                .filter(part -> part.startsWith(prefix))
                .map(part -> part.substring(prefix.length()))
                .findFirst();
    }

    /** A name that is not of our making has no day. */
    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException notOne) {
            return Optional.empty();
        }
    }
}

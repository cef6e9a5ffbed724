package io.wardlog.hold;

import io.wardlog.event.Identifiers;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which archived files a hold is about: those of a tenant, of the days from {@code from} to {@code to}, both included, as far as they are
 * given. The days are those in the files' names: of events and proofs the day of their own time, in UTC. Disclosures and sealed events lie under the day
 * on which they came, which may be much later: of a tenant with a hold all of them are held, so that a case never loses the half that opens it.
 */
public record HoldScope(String tenantId, Optional<LocalDate> from, Optional<LocalDate> to) {

    /** Refuses what is no tenant's name, and days in the wrong order. */
    public HoldScope {
        if (!Identifiers.isTenantOrHospital(tenantId)) {
            throw new IllegalArgumentException("a hold's tenant must be lower-case letters, digits and '-'");
        }
        if (from.isPresent() && to.isPresent() && to.get().isBefore(from.get())) {
            throw new IllegalArgumentException("the last day is before the first");
        }
    }

    /** Whether some days are meant and others not. */
    public boolean isOfDays() {
        return from.isPresent() || to.isPresent();
    }

    /** Whether what lies in a folder of this name, which ends with {@code /}, is meant whatever its day: it lies under the day on which it came. */
    public static boolean isOfAnyDay(String folder) {
        return liesUnderTheDayItCame(folder);
    }

    /** Whether a file of the archive is meant, by its name alone. A file without a day is meant by every day. */
    public boolean holds(String name) {
        return part(name, "tenant=").filter(tenantId::equals).isPresent()
                && (liesUnderTheDayItCame(name)
                        || part(name, "date=")
                                .flatMap(HoldScope::day)
                                .map(this::holds)
                                .orElse(true));
    }

    private static boolean liesUnderTheDayItCame(String name) {
        return name.startsWith("disclosures/")
                || part(name, "hospital=").filter("_sealed"::equals).isPresent();
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

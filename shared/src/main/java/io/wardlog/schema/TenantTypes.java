package io.wardlog.schema;

import java.util.List;
import java.util.stream.Stream;

/** What a tenant's own types must be before they are put beside the product's. Pure. */
final class TenantTypes {
    private static final int MOST_NAMED = 5;

    private TenantTypes() {}

    /** @throws InvalidSchemaException with what is wrong */
    static void check(SchemaCollection tenant) {
        Stream<String> names = tenant.index().events().stream()
                .filter(entry -> !EventTypeRules.isTenantType(entry.eventType()))
                .map(entry -> entry.file()
                        + ": a tenant's own type is in a group that begins with x_, as in x_acme.tablet_docked");
        Stream<String> shared = tenant.index().shared().stream()
                .map(documents -> SchemaIndex.FILE + ": device message and envelope are the product's");
        refuse(Stream.of(names, shared, tenant.problems().stream())
                .flatMap(stream -> stream)
                .toList());
        refuse(Succession.within(tenant).stream()
                .map(Succession.Finding::toString)
                .toList());
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            String more = problems.size() > MOST_NAMED ? "; and " + (problems.size() - MOST_NAMED) + " more" : "";
            throw new InvalidSchemaException(String.join(
                            "; ", problems.subList(0, Math.min(MOST_NAMED, problems.size())))
                    + more);
        }
    }
}

package io.wardlog.collector.avro;

import io.wardlog.schema.IndexEntry;
import io.wardlog.schema.SchemaDocuments.EventDocument;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The subjects of each tenant: derived when they are first asked for, and anew when its types have changed. Thread-safe. */
public final class TenantSubjects {

    private final Subjects product = Subjects.builtIn();
    private final Function<String, List<EventDocument>> types;
    private final Map<String, Derived> derived = new ConcurrentHashMap<>();

    private record Derived(List<IndexEntry> from, Subjects subjects) {}

    /** @param types the documents of a tenant's own types that are in force, empty when it has none */
    public TenantSubjects(Function<String, List<EventDocument>> types) {
        this.types = types;
    }

    /** The subjects of the event types that come with the product. */
    public Subjects product() {
        return product;
    }

    /** The same and those of a tenant's own types; for a tenant without any, or that there is not, {@link #product} alone. */
    public Subjects of(String tenantId) {
        List<EventDocument> documents = types.apply(tenantId);
        if (documents.isEmpty()) {
            return product; // nothing is kept for names that anybody may invent
        }
        List<IndexEntry> from = documents.stream().map(EventDocument::entry).toList();
        return derived.compute(
                        tenantId,
                        (tenant, known) -> known != null && known.from().equals(from)
                                ? known
                                : new Derived(from, product.with(documents)))
                .subjects();
    }
}

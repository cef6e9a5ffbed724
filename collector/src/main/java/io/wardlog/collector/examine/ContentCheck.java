package io.wardlog.collector.examine;

import io.wardlog.batch.QuarantineMark;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Event;
import io.wardlog.schema.EventSchema;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks what events say against the schemas, in their disclosed form. What fails is quarantined, never refused. Thread-safe. */
public final class ContentCheck {
    private static final Set<String> UNVOUCHED = Set.of(
            ErrorCode.PHI_IN_CLEAR.code(),
            ErrorCode.SCHEMA_VIOLATION.code(),
            ErrorCode.UNKNOWN_EVENT_TYPE.code(),
            ErrorCode.UNKNOWN_EVENT_VERSION.code());

    private final TenantRegistry schemas;

    /** Checks against these schemas, whatever the tenant. */
    public ContentCheck(SchemaRegistry schemas) {
        this(tenantId -> schemas);
    }

    /** Checks each batch against the schemas of its tenant. */
    public ContentCheck(TenantRegistry schemas) {
        this.schemas = schemas;
    }

    /** The marks of a batch's events that fail. */
    public List<QuarantineMark> marks(ExaminedBatch batch) {
        SchemaRegistry registry = schemas.of(batch.header().agent().tenantId());
        List<QuarantineMark> marks = new ArrayList<>();
        for (ExaminedEvent event : batch.events()) {
            fault(event.event(), registry).ifPresent(code -> marks.add(new QuarantineMark(event.index(), code.code())));
        }
        return marks;
    }

    /**
     * Whether an event with this mark may hold patient data in the clear as far as the schemas can tell: only what a schema vouches
     * for is known to be free of it.
     */
    public static boolean mayHoldPatientData(String code) {
        return UNVOUCHED.contains(code);
    }

    private static Optional<ErrorCode> fault(Event event, SchemaRegistry registry) {
        Optional<EventSchema> schema = registry.find(event.eventType(), event.eventVersion());
        if (schema.isEmpty()) {
            return Optional.of(
                    registry.knows(event.eventType()) ? ErrorCode.UNKNOWN_EVENT_VERSION : ErrorCode.UNKNOWN_EVENT_TYPE);
        }
        List<Violation> violations = schema.get().checkDisclosed(event);
        return violations.stream()
                .map(Violation::code)
                .filter(ErrorCode.PHI_IN_CLEAR::equals)
                .findFirst()
                .or(() -> violations.stream().map(Violation::code).findFirst());
    }
}

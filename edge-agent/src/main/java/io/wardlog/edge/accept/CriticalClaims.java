package io.wardlog.edge.accept;

import io.wardlog.event.Criticality;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whether a message claims a type that can be critical at all: told from its topic, or from the first {@code eventType} in its bytes, without
 * reading it. A wrong answer costs or spares a check and decides nothing. Thread-safe.
 */
final class CriticalClaims {

    private static final byte[] FIELD = "\"eventType\"".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_TYPE = 128;

    private final Schemas schemas;

    CriticalClaims(Schemas schemas) {
        this.schemas = schemas;
    }

    boolean mayBeCritical(Arrival arrival) {
        return arrival.topic()
                .map(TopicClaim::eventType)
                .or(() -> claimIn(arrival.body()))
                .filter(this::canBeCritical)
                .isPresent();
    }

    private boolean canBeCritical(String eventType) {
        return schemas.current().all().stream()
                .anyMatch(schema ->
                        schema.eventType().equals(eventType) && schema.highestCriticality() == Criticality.CRITICAL);
    }

    private static Optional<String> claimIn(byte[] body) {
        int from = quote(body, indexOf(body) + FIELD.length);
        int to = quote(body, from + 1);
        return from < to && to < body.length && to - from <= LONGEST_TYPE
                ? Optional.of(new String(body, from + 1, to - from - 1, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** Where the field's name stands; far behind the end when it does not. */
    private static int indexOf(byte[] body) {
        for (int i = 0; i + FIELD.length <= body.length; i++) {
            if (body[i] == FIELD[0] && isFieldAt(body, i)) {
                return i;
            }
        }
        return body.length;
    }

    private static boolean isFieldAt(byte[] body, int at) {
        for (int i = 0; i < FIELD.length; i++) {
            if (body[at + i] != FIELD[i]) {
                return false;
            }
        }
        return true;
    }

    /** The next quotation mark from {@code at} on; the end when there is none. */
    private static int quote(byte[] body, int at) {
        int next = at;
        while (next < body.length && body[next] != '"') {
            next++;
        }
        return next;
    }
}

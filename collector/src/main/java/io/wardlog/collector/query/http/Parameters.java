package io.wardlog.collector.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.MultiMap;
import io.wardlog.collector.http.RefusedException;
import io.wardlog.collector.index.EventFields;
import io.wardlog.collector.index.TimeKey;
import io.wardlog.collector.query.Cursor;
import io.wardlog.collector.query.EventFilter;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.Criticality;
import io.wardlog.event.EventTimes;
import io.wardlog.event.Identifiers;
import io.wardlog.trace.TraceContext;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The query parameters of one request. Unknown, repeated and malformed ones are refused. */
final class Parameters {

    static final int DEFAULT_LIMIT = 100;
    static final int LARGEST_LIMIT = 1_000;

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Parameters that ask for a field's exact value, by name, which is the field's. */
    private static final Map<String, Predicate<String>> TERMS = Map.of(
            EventFields.TRACE_ID, TraceContext::isTraceId,
            EventFields.TENANT_ID, Identifiers::isTenantOrHospital,
            EventFields.HOSPITAL_ID, Identifiers::isTenantOrHospital,
            EventFields.DEVICE_ID, Identifiers::isDevice,
            EventFields.AGENT_ID, Identifiers::isDevice,
            EventFields.EVENT_TYPE, Identifiers::isEventType,
            EventFields.EVENT_ID, text -> UUID.matcher(text).matches(),
            EventFields.CRITICALITY, Parameters::isCriticality);

    private final MultiMap given;

    private Parameters(MultiMap given) {
        this.given = given;
    }

    /** The parameters, of which only {@code allowed} may be there, each once. */
    static Parameters of(MultiMap given, List<String> allowed) {
        for (String name : given.names()) {
            if (!allowed.contains(name)) {
                throw refused("there is no such parameter here; known: " + String.join(", ", allowed));
            }
            if (given.getAll(name).size() > 1) {
                throw refused(name + " may stand only once");
            }
        }
        return new Parameters(given);
    }

    /** The values of exact-value parameters by field. */
    Map<String, String> terms() {
        Map<String, String> terms = new LinkedHashMap<>();
        TERMS.forEach((name, form) -> text(name).ifPresent(value -> {
            if (!form.test(value)) {
                throw refused(name + " has not the form of such a value");
            }
            terms.put(name, value);
        }));
        return terms;
    }

    /** The filter for events, on top of what the path says. */
    EventFilter filter(Map<String, String> fromPath) {
        Map<String, String> terms = terms();
        terms.putAll(fromPath);
        Optional<String> quarantined = text("quarantined");
        if (quarantined.isPresent() && !List.of("include", "exclude").contains(quarantined.get())) {
            throw refused("quarantined is include or exclude");
        }
        return new EventFilter(
                terms,
                time("from"),
                time("to"),
                quarantined.filter("include"::equals).isPresent());
    }

    int limit() {
        return text("limit").map(Parameters::limit).orElse(DEFAULT_LIMIT);
    }

    /** The cursor of this scope; {@code isPlace} tells what an answer to this question could have ended with. */
    Optional<Cursor> cursor(String scope, Predicate<JsonNode> isPlace) {
        return text("cursor")
                .map(text -> Cursor.read(text, scope)
                        .filter(cursor -> isPlace.test(cursor.after()))
                        .orElseThrow(() -> refused("cursor is not one that this question was answered with")));
    }

    private Optional<String> time(String name) {
        return text(name)
                .map(value -> EventTimes.normalise(value)
                        .map(TimeKey::of)
                        .orElseThrow(() -> refused(
                                name + " is an RFC 3339 time such as 2026-11-23T05:31:06Z (in a URL, + is %2B)")));
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name));
    }

    private static int limit(String text) {
        if (text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= LARGEST_LIMIT) {
            return Integer.parseInt(text);
        }
        throw refused("limit is a number from 1 to " + LARGEST_LIMIT);
    }

    private static boolean isCriticality(String text) {
        return Arrays.stream(Criticality.values())
                .anyMatch(value -> value.name().equals(text));
    }

    private static RefusedException refused(String detail) {
        return new RefusedException(ErrorCode.INVALID_PARAMETER, detail);
    }
}

package io.wardlog.trace;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where something belongs in a trace: W3C Trace Context's {@code traceparent}. What was read is written anew, never copied, so that it holds
 * hexadecimal digits only; {@code tracestate}, in which anything may stand, is not read.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all 0
 * @param spanId 16 lower-case hexadecimal digits, not all 0: the span that what follows is a part of
 * @param sampled whether spans of this trace are to be recorded
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
    /** The header, and the MQTT 5 user property, that carries it. */
    public static final String NAME = "traceparent";

    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final Pattern VERSION_0 = Pattern.compile("00-(" + TRACE_ID + ")-(" + SPAN_ID + ")-([0-9a-f]{2})");
    private static final int SAMPLED = 1;

    /** Refuses other forms. */
    public TraceContext {
        if (!isTraceId(traceId) || !SPAN_ID.matcher(spanId).matches()) {
            throw new IllegalArgumentException("not the ids of a trace and a span");
        }
    }

    /** Whether the text is a trace's id. */
    public static boolean isTraceId(String text) {
        return TRACE_ID.matcher(text).matches();
    }

    /** Reads version 00 exactly; anything else, later versions too, is nothing. */
    public static Optional<TraceContext> parse(String traceparent) {
        Matcher matcher = VERSION_0.matcher(traceparent);
        return matcher.matches()
                ? Optional.of(new TraceContext(
                        matcher.group(1), matcher.group(2), (Integer.parseInt(matcher.group(3), 16) & SAMPLED) != 0))
                : Optional.empty();
    }

    /** As a {@code traceparent} of version 00: 55 characters. */
    public String traceparent() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }
}

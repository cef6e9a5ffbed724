package io.wardlog.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of W3C Trace Context, section 3.2, and everything else that a header may hold. */
class TraceContextTest {
    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String NOT_SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

    @Test
    void theStandardsExamplesAreRead() {
        TraceContext context = TraceContext.parse(SAMPLED).orElseThrow();
        assertThat(context.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(context.spanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(context.sampled()).isTrue();
        assertThat(context.traceparent()).isEqualTo(SAMPLED);
        assertThat(TraceContext.parse(NOT_SAMPLED).orElseThrow().traceparent()).isEqualTo(NOT_SAMPLED);
    }

    @Test
    void flagsThatWeDoNotKnowAreNotHandedOn() {
        assertThat(TraceContext.parse(SAMPLED.replaceFirst("01$", "ff"))
                        .orElseThrow()
                        .traceparent())
                .isEqualTo(SAMPLED);
        assertThat(TraceContext.parse(SAMPLED.replaceFirst("01$", "fe"))
                        .orElseThrow()
                        .traceparent())
                .isEqualTo(NOT_SAMPLED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-what-the-future-brings",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1",
                " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g"
            })
    void everythingElseIsNothing(String text) {
        assertThat(TraceContext.parse(text)).isEmpty();
    }

    @Property(tries = 2_000)
    void whatIsReadHoldsNothingButDigits(@ForAll("nearly") String text) {
        Optional<TraceContext> read = TraceContext.parse(text);
        read.ifPresent(context -> assertThat(context.traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]"));
        read.ifPresent(
                context -> assertThat(text).startsWith(context.traceparent().substring(0, 53)));
    }

    /** The standard's example with one character changed, taken away or put in. */
    @Provide
    Arbitrary<String> nearly() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, SAMPLED.length() - 1),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.chars())
                .as((at, end, c) ->
                        SAMPLED.substring(0, at) + c + SAMPLED.substring(Math.min(at + end, SAMPLED.length())));
    }

    @Property(tries = 300)
    void theTracesOfABatchAreReadAsWritten(@ForAll("traces") SortedMap<Integer, TraceContext> byIndex) {
        EventTraces traces = new EventTraces(byIndex);
        assertThat(EventTraces.parse(traces.encode()))
                .isEqualTo(byIndex.isEmpty() ? Optional.empty() : Optional.of(traces));
    }

    @Provide
    Arbitrary<SortedMap<Integer, TraceContext>> traces() {
        Arbitrary<TraceContext> context = Combinators.combine(hex(32), hex(16), Arbitraries.of(true, false))
                .as(TraceContext::new);
        return Arbitraries.maps(Arbitraries.integers().between(0, 4_095), context)
                .ofMaxSize(EventTraces.MAX_EVENTS)
                .map(TreeMap::new);
    }

    private static Arbitrary<String> hex(int digits) {
        return Arbitraries.strings()
                .withChars("0123456789abcdef")
                .ofLength(digits)
                .filter(text -> text.chars().anyMatch(c -> c != '0'));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "0=",
                "0=" + SAMPLED + ",",
                "0=" + SAMPLED + ",0=" + SAMPLED,
                "00=" + SAMPLED,
                "-1=" + SAMPLED,
                "99999=" + SAMPLED,
                "0=" + SAMPLED + ", 1=" + SAMPLED,
                "0=" + SAMPLED + ";1=" + SAMPLED,
                "a=" + SAMPLED
            })
    void anythingElseBesideABatchIsNothing(String text) {
        assertThat(EventTraces.parse(text)).isEmpty();
    }

    @Test
    void tooManyAreNothing() {
        StringBuilder text = new StringBuilder("0=" + SAMPLED);
        for (int i = 1; i <= EventTraces.MAX_EVENTS; i++) {
            text.append(",").append(i).append("=").append(SAMPLED);
        }
        assertThat(EventTraces.parse(text.toString())).isEmpty();
    }

    @Property(tries = 500)
    void noTextMakesTheReaderFail(@ForAll String text) {
        assertThat(EventTraces.parse(text)).isEmpty();
        assertThat(TraceContext.parse(text)).isEmpty();
    }
}

package io.wardlog.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.config.DataSize;
import io.wardlog.config.HostPort;
import io.wardlog.hash.Hash;
import io.wardlog.testkit.FuzzedParser;
import io.wardlog.trace.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Short texts: times, names, ids, sizes, addresses. A time is the one that the JDK reads, and what is accepted is written as it stands. */
class WrittenFormsFuzzTest extends FuzzedParser {

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                        "2026-11-23T10:00:00.123456Z",
                        "2024-02-29T23:59:59.123456789-23:59",
                        "2026-11-23t10:00:00+01:00",
                        "01938a6e-3c01-7000-8000-000000000001",
                        "infusion.rate_changed",
                        "pump-7.a_b",
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                        "64KiB",
                        "[::1]:8883",
                        "collector.example.org:443",
                        "0".repeat(64))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        times(text, input);
        assertThat(UuidV7.isUuidV7(text) ? UuidV7.time(text) : Instant.EPOCH).isNotNull();
        assertThat(Hash.isHex(text) && !Hash.fromHex(text).hex().equals(text)).isFalse();
        assertThat(Identifiers.isDevice(text) && text.length() > 128).isFalse();
        TraceContext.parse(text)
                .ifPresent(
                        trace -> assertThat(text).startsWith(trace.traceparent().substring(0, 53)));
        refusedOr(() -> DataSize.parse(DataSize.parse(text).toString()));
        refusedOr(() -> HostPort.parse(HostPort.parse(text).toString()));
    }

    private static void times(String text, byte[] utf8) {
        Optional<Instant> read = EventTimes.read(text);
        read.ifPresent(time -> {
            assertThat(EventTimes.read(EventTimes.normalise(text).orElseThrow()))
                    .contains(time);
            jdk(text).ifPresent(other -> assertThat(time).isEqualTo(other));
        });
        if (PlainTime.isPlain(utf8, 0, utf8.length)) {
            assertThat(read).contains(PlainTime.read(utf8, 0, utf8.length));
        }
        EventTimes.readMicros(text)
                .ifPresent(time -> assertThat(EventTimes.micros(time)).isEqualTo(text));
    }

    /** The JDK knows no leap second, and no offset beyond 18 hours. */
    private static Optional<Instant> jdk(String text) {
        try {
            return Optional.of(
                    OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant());
        } catch (DateTimeException unknown) {
            assertThat(text).matches(".{17}60.*|.*[+-](18|19|2\\d):\\d\\d");
            return Optional.empty();
        }
    }

    private static void refusedOr(Runnable twice) {
        try {
            twice.run();
        } catch (IllegalArgumentException | DateTimeException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}

package io.wardlog.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms are those that docs/formats.md writes as regular expressions, whatever the text. */
class WrittenFormsPropertyTest {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?");
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_]{0,62}\\.[a-z][a-z0-9_]{0,62}");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");
    private static final Pattern MICROS = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{6}Z");

    @Property(tries = 3_000)
    void names(@ForAll("names") String text) {
        assertThat(Identifiers.isTenantOrHospital(text))
                .isEqualTo(TENANT.matcher(text).matches());
        assertThat(Identifiers.isDevice(text)).isEqualTo(DEVICE.matcher(text).matches());
        assertThat(Identifiers.isEventType(text)).isEqualTo(TYPE.matcher(text).matches());
    }

    @Property(tries = 3_000)
    void uuids(@ForAll("uuids") String text) {
        assertThat(UuidV7.isUuidV7(text)).isEqualTo(UUID.matcher(text).matches());
    }

    @Property
    void anIdHasItsTime(@ForAll @LongRange(min = 0, max = (1L << 48) - 1) long millis, @ForAll long random) {
        Instant time = Instant.ofEpochMilli(millis);
        String id = UuidV7.next(time.plusNanos(999_999), () -> random);
        assertThat(UuidV7.isUuidV7(id)).isTrue();
        assertThat(UuidV7.time(id)).isEqualTo(time);
    }

    @Property(tries = 3_000)
    void times(@ForAll("times") String text) {
        if (EventTimes.read(text).isPresent()) {
            assertThat(text).matches(TIME);
        }
        if (EventTimes.readMicros(text).isPresent()) {
            assertThat(text).matches(MICROS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "-", "a-", "-a", "A", "a.b", "a.b.c", "a.", ".a", "a..b", "a._b", "ä.b", "a\n", "a.b\n"
            })
    void edges(String text) {
        names(text);
        uuids(text);
        times(text);
    }

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> shortNames = Arbitraries.strings()
                .withChars("aZ09-_.\n\u00e9")
                .withCharRange('a', 'z')
                .ofMaxLength(8);
        Arbitrary<String> longNames =
                Arbitraries.strings().withChars("a0").ofMinLength(60).ofMaxLength(130);
        Arbitrary<String> types = longNames.map(name -> name.substring(0, 60) + "." + name);
        return Arbitraries.oneOf(shortNames, longNames, types);
    }

    @Provide
    Arbitrary<String> uuids() {
        return changed("01938a6e-3c01-7000-8000-000000000001", "0f7-89abcA\n");
    }

    @Provide
    Arbitrary<String> times() {
        return Arbitraries.of(
                        "2026-11-23T10:00:00Z",
                        "2026-11-23T10:00:00.123456Z",
                        "2024-02-29t23:59:60.123456789-23:59",
                        "0001-01-01T00:00:00.000000+00:00")
                .flatMap(time -> changed(time, "0129-:.TtZz+\u0661"));
    }

    /** The text with up to two characters changed, put in or taken out. */
    private static Arbitrary<String> changed(String text, String characters) {
        Arbitrary<String> once = change(text, characters);
        return Arbitraries.oneOf(Arbitraries.just(text), once, once.flatMap(other -> change(other, characters)));
    }

    private static Arbitrary<String> change(String text, String characters) {
        Arbitrary<Integer> places = Arbitraries.integers().between(0, text.length() - 1);
        Arbitrary<Character> chars = Arbitraries.chars().with(characters);
        Arbitrary<Integer> ways = Arbitraries.integers().between(0, 2);
        return net.jqwik.api.Combinators.combine(places, chars, ways).as((at, c, way) -> {
            String put = way == 2 ? "" : String.valueOf(c);
            return text.substring(0, at) + put + text.substring(way == 1 ? at : at + 1);
        });
    }
}

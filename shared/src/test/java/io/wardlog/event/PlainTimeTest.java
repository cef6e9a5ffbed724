package io.wardlog.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The quick form of time says what the general one says. */
class PlainTimeTest {
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final long FIRST = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
    private static final long LAST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    private final Random random = new Random(4711);

    @Test
    void readsAndWritesWhatTheGeneralOneDoes() {
        for (int i = 0; i < 4_000; i++) {
            long second = i == 0 ? FIRST : i == 1 ? LAST : FIRST + (long) (random.nextDouble() * (LAST - FIRST + 1));
            Instant instant = Instant.ofEpochSecond(second, i % 3 == 0 ? 0 : random.nextInt(1_000_000_000));
            String text = EventTimes.write(instant);
            byte[] bytes = bytes(text);
            assertThat(PlainTime.isPlain(bytes, 0, bytes.length)).as(text).isTrue();
            assertThat(PlainTime.isKept(bytes, 0, bytes.length)).as(text).isTrue();
            assertThat(PlainTime.read(bytes, 0, bytes.length)).isEqualTo(instant);
            assertThat(EventTimes.micros(instant)).isEqualTo(MICROS.format(instant));
        }
    }

    @Test
    void whatItAcceptsTheGeneralOneAcceptsToo() {
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes =
                    bytes("2024-02-29T23:59:59.120Z".substring(0, 19) + ".1207".substring(0, random.nextInt(6)) + "Z");
            for (int k = random.nextInt(3); k > 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) "0123459:-TZz.6".charAt(random.nextInt(14));
            }
            String text = new String(bytes, StandardCharsets.US_ASCII);
            if (PlainTime.isPlain(bytes, 0, bytes.length)) {
                assertThat(EventTimes.read(text)).as(text).hasValue(PlainTime.read(bytes, 0, bytes.length));
                assertThat(EventTimes.normalise(text).orElseThrow().equals(text))
                        .as(text)
                        .isEqualTo(PlainTime.isKept(bytes, 0, bytes.length));
                assertThat(EventTimes.normalise(text)).as(text).hasValue(PlainTime.kept(bytes, 0, bytes.length));
            } else {
                boolean unusual = text.endsWith("z") || text.contains(":60") || text.startsWith("0000");
                assertThat(EventTimes.read(text).isPresent() && !unusual)
                        .as(text)
                        .isFalse();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

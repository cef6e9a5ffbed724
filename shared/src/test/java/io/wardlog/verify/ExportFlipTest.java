package io.wardlog.verify;

import static io.wardlog.verify.ExportFixture.PUMP;
import static io.wardlog.verify.ExportFixture.lines;
import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Every single bit of an export, flipped: found, with the right verdict, at the right line. */
class ExportFlipTest {
    private static final int LINES = 2;

    @Test
    void everyBit() {
        byte[] file = ExportFixture.file(lines(PUMP, LINES));
        Map<Verdict, Integer> seen = new EnumMap<>(Verdict.class);
        for (int bit = 0; bit < file.length * 8; bit++) {
            file[bit / 8] ^= (byte) (1 << bit % 8);
            VerificationReport report = ExportFixture.verify(file);
            long line = lineOf(bit / 8);
            assertThat(report.verdict()).as("bit " + bit).isEqualTo(expected(file, bit / 8));
            assertThat(report.findings().stream().anyMatch(f -> f.place().line() == line))
                    .as("place of bit " + bit)
                    .isTrue();
            if (report.verdict() == Verdict.TAMPERED) {
                assertThat(report.counts()).as("bit " + bit).isEqualTo(Map.of(Verdict.TAMPERED, 1L));
            }
            seen.merge(report.verdict(), 1, Integer::sum);
            file[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertThat(seen.keySet()).containsExactlyInAnyOrder(Verdict.TAMPERED, Verdict.CORRUPT);
    }

    @Property(tries = 3000)
    void anyBytesGiveAReport(@ForAll byte[] bytes) {
        assertThat(ExportFixture.verify(bytes).verdict()).isIn(Verdict.CORRUPT, Verdict.INCOMPLETE);
    }

    private static final byte[] ORIGINAL = ExportFixture.file(lines(PUMP, LINES));

    /** An oracle apart from the verifier: the line's frame by position, the event by its canonical form. */
    private static Verdict expected(byte[] file, int at) {
        int start = at;
        while (start > 0 && ORIGINAL[start - 1] != '\n') {
            start--;
        }
        int end = at;
        while (ORIGINAL[end] != '\n') {
            end++;
        }
        int eventStart = start + "{\"event\":".length();
        int hashStart = end - 64 - "\"}".length();
        int eventEnd = hashStart - ",\"hash\":\"".length();
        if (at >= eventStart && at < eventEnd) {
            return Jcs.isCanonical(Arrays.copyOfRange(file, eventStart, eventEnd)) ? Verdict.TAMPERED : Verdict.CORRUPT;
        }
        String hash = new String(file, hashStart, 64, StandardCharsets.ISO_8859_1);
        return at >= hashStart && at < hashStart + 64 && Hash.isHex(hash) ? Verdict.TAMPERED : Verdict.CORRUPT;
    }

    private static long lineOf(int at) {
        long line = 1;
        for (int i = 0; i < at; i++) {
            line += ORIGINAL[i] == '\n' ? 1 : 0;
        }
        return line;
    }
}

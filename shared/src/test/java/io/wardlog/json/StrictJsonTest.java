package io.wardlog.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.error.ErrorCode;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":}",
                "{'a':1}",
                "nul",
                "01",
                "1.",
                ".5",
                "+1",
                "NaN",
                "Infinity",
                "[1] x",
                "{} {}",
                "// c\n1",
                "\"\t\"",
                "\"\\x\"",
                "{\"a\" 1}",
                "\u0000"
            })
    void refusesWhatIsNotJson(String text) {
        assertThat(codeOf(text)).isEqualTo(ErrorCode.MALFORMED_JSON);
    }

    /** Each is well-formed UTF-8 as well, so that it must not be read as what it was written as. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE"})
    void refusesJsonThatIsNotInUtf8(String charset) {
        byte[] wide = "{\"a\":1}".getBytes(Charset.forName(charset));
        byte[] broken = wide.clone();
        broken[broken.length / 2] ^= 0x55;

        assertThat(codeOf(wide)).isEqualTo(ErrorCode.MALFORMED_JSON);
        assertThat(codeOf(broken)).isEqualTo(ErrorCode.MALFORMED_JSON);
        assertThat(codeOf(Arrays.copyOf(wide, wide.length - 1))).isEqualTo(ErrorCode.MALFORMED_JSON);
    }

    @Test
    void refusesDuplicateKeysAlsoWhenEscapedOrNested() {
        assertThat(codeOf("{\"a\":1,\"a\":1}")).isEqualTo(ErrorCode.DUPLICATE_KEY);
        assertThat(codeOf("{\"a\":1,\"\\u0061\":2}")).isEqualTo(ErrorCode.DUPLICATE_KEY);
        assertThat(codeOf("[{\"x\":{\"b\":1,\"c\":2,\"b\":3}}]")).isEqualTo(ErrorCode.DUPLICATE_KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"\\ud800x\"",
                "\"\\ude00\\ud83d\"",
                "{\"\\ud800\":1}",
                "\"\\uffff\"",
                "\"\\ufdd0\"",
                "\"\\ud83f\\udffe\""
            })
    void refusesLoneSurrogatesAndNoncharacters(String text) {
        assertThat(codeOf(text)).isEqualTo(ErrorCode.INVALID_UNICODE);
    }

    @ParameterizedTest
    @CsvSource({"c0af", "eda080", "f4908080", "80", "e282", "fe"})
    void refusesWhatIsNotUtf8(String hex) {
        byte[] inside = HexFormat.of().parseHex(hex);
        byte[] text = new byte[inside.length + 2];
        text[0] = '"';
        System.arraycopy(inside, 0, text, 1, inside.length);
        text[text.length - 1] = '"';
        assertThat(codeOf(text)).isEqualTo(ErrorCode.MALFORMED_UTF8);
    }

    @Test
    void refusesAByteOrderMark() {
        assertThat(codeOf(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF, '1'}))
                .isEqualTo(ErrorCode.MALFORMED_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9007199254740992",
                "9007199254740993",
                "-9007199254740992",
                "9007199254740992.0",
                "1e20",
                "1E16",
                "-0",
                "-0.0",
                "-0e5",
                "1e400",
                "1e-400",
                "1e2147483648",
                "123456789012345.678",
                "0.123456789012345678",
                "9007199254740991.5"
            })
    void refusesNumbersThatCannotBeKept(String text) {
        assertThat(codeOf(text)).isEqualTo(ErrorCode.NUMBER_OUT_OF_RANGE);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0, 0",
        "0e9, 0",
        "1e3, 1000",
        "1.50, 1.5",
        "9007199254740991, 9007199254740991",
        "-9007199254740991.000, -9007199254740991",
        "5e-324, 5e-324",
        "0.1, 0.1",
        "12345678901234567e-3, 12345678901234.566",
        "1e-7, 1e-7"
    })
    void keepsNumbersByValue(String text, String canonical) {
        assertThat(canonicalOf(text)).isEqualTo(canonical);
    }

    @Test
    void boundsSizeAndDepth() {
        JsonLimits limits = new JsonLimits(100, 3);
        assertThat(StrictJson.read(bytes("[[[]]]"), limits)).isInstanceOf(JsonReading.Value.class);
        assertThat(refusal(StrictJson.read(bytes("[[[[]]]]"), limits))).isEqualTo(ErrorCode.TOO_DEEP);
        assertThat(refusal(StrictJson.read(bytes("[" + "1,".repeat(60) + "1]"), limits)))
                .isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(codeOf("[".repeat(1000) + "]".repeat(1000))).isEqualTo(ErrorCode.TOO_DEEP);
    }

    @Test
    void neverQuotesContentInARefusal() {
        String marked = "MARKED-PATIENT";
        for (String text : new String[] {
            "{\"" + marked + "\":1,\"" + marked + "\":2}",
            "{\"a\":" + marked + "}",
            "[\"" + marked,
            "\"" + marked + "\\q\""
        }) {
            JsonReading.Refused refused = (JsonReading.Refused) StrictJson.read(bytes(text), JsonLimits.DEVICE_MESSAGE);
            assertThat(refused.detail()).doesNotContain("MARKED");
        }
    }

    private static String canonicalOf(String text) {
        JsonReading.Value value = (JsonReading.Value) StrictJson.read(bytes(text), JsonLimits.DEVICE_MESSAGE);
        return new String(Jcs.write(value.node()), StandardCharsets.UTF_8);
    }

    private static ErrorCode codeOf(String text) {
        return codeOf(bytes(text));
    }

    private static ErrorCode codeOf(byte[] text) {
        return refusal(StrictJson.read(text, JsonLimits.DEVICE_MESSAGE));
    }

    private static ErrorCode refusal(JsonReading reading) {
        assertThat(reading).isInstanceOf(JsonReading.Refused.class);
        return ((JsonReading.Refused) reading).code();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The reader knows names again from document to document: whoever sends long ones, always others, must not fill the memory with them. */
    @Test
    void longNamesAreReadAndNotKept() {
        long before = heapAfterCollection();
        for (int i = 0; i < 400; i++) {
            String name = i + "\u00e9" + "x".repeat(60_000);
            byte[] utf8 = ("{\"short\":{\"" + name + "\":1}}").getBytes(StandardCharsets.UTF_8);
            assertThat(StrictJson.read(utf8, JsonLimits.DEVICE_MESSAGE))
                    .isInstanceOfSatisfying(
                            JsonReading.Value.class,
                            value -> assertThat(value.node()
                                            .path("short")
                                            .path(name)
                                            .intValue())
                                    .isEqualTo(1));
        }
        assertThat(heapAfterCollection() - before).isLessThan(8 << 20);
    }

    private static long heapAfterCollection() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

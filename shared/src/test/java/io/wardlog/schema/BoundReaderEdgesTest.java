package io.wardlog.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.disclosure.Disclosure;
import io.wardlog.disclosure.Redactor;
import io.wardlog.json.JsonLimits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the quick way and the tree's could part: at each byte, at each limit, at what only one of them knows. */
class BoundReaderEdgesTest {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.builtIn();
    private static final BothWays BOTH_WAYS = new BothWays(REGISTRY);
    private static final int[] INTERESTING = {
        0, 1, 8, 9, 10, 11, 12, 13, ' ', '!', '"', '#', '\'', '*', '+', ',', '-', '.', '/', '0', '1', '9', ':', 'E',
        'N', 'Z', '[', '\\', ']', 'a', 'e', 'f', 'n', 't', 'u', '{', '}', 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xE0, 0xED,
        0xEF, 0xF0, 0xF4, 0xFE, 0xFF
    };

    private static EventSchema schema(String eventType) {
        return REGISTRY.find(eventType, 1).orElseThrow();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static EventSchema ofProperty(String schema) {
        return EventSchemas.of(Documents.json(
                "{\"type\":\"object\",\"additionalProperties\":false,\"x-criticality\":\"LOW\",\"properties\":{\"a\":"
                        + schema + "}}"));
    }

    private static byte[] withValue(String value) {
        return utf8("{\"eventTime\":\"2026-11-02T07:15:00Z\",\"payload\":{\"a\":" + value + "}}");
    }

    private static byte[] spliced(byte[] message, int from, int to, byte... instead) {
        byte[] result = Arrays.copyOf(message, message.length - (to - from) + instead.length);
        System.arraycopy(instead, 0, result, from, instead.length);
        System.arraycopy(message, to, result, from + instead.length, message.length - to);
        return result;
    }

    /** Each byte of a message left out, replaced by and preceded by each of the bytes that mean something to JSON, UTF-8 or a time. */
    @Test
    void answersAlikeForEachByteChanged() {
        EventSchema schema = schema("vitals.reported");
        byte[] message = utf8(
                "{ \"eventTime\":\"2026-11-02T08:15:00.250+01:00\",\"eventVersion\":1,\"deviceSequence\":72.0,\"message\":\"B\u00e4r \ud83d\ude00\","
                        + "\"resource\":{\"id\":\"\u20ac7\",\"type\":\"bed\"},\"payload\":{\"heartRate\":{\"value\":-7.250,\"unit\":\"/min\"}}}\n");
        assertThat(BOTH_WAYS.isAcceptedByTree(schema, message)).isFalse(); // a heart rate below nothing
        message[indexOf(message, "-7")] = '1';
        assertThat(BOTH_WAYS.isAcceptedByBoth(schema, message)).isTrue();
        int accepted = 0;
        for (int at = 0; at <= message.length; at++) {
            int next = Math.min(at + 1, message.length);
            accepted += BOTH_WAYS.isAcceptedByBoth(schema, spliced(message, at, next)) ? 1 : 0;
            for (int b : INTERESTING) {
                accepted += BOTH_WAYS.isAcceptedByBoth(schema, spliced(message, at, next, (byte) b)) ? 1 : 0;
                accepted += BOTH_WAYS.isAcceptedByBoth(schema, spliced(message, at, at, (byte) b)) ? 1 : 0;
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
    }

    private static int indexOf(byte[] message, String text) {
        return new String(message, StandardCharsets.ISO_8859_1).indexOf(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "x", "{}", ",", "}", "]", "\u0000", "\ufeff", "//", "/* */", "#", "\u00a0", "\u000b", "\f",
                "null", "\u001a"
            })
    void nothingButSpaceMayStandAroundAMessage(String around) {
        EventSchema schema = ofProperty("{\"type\":\"boolean\"}");
        String message = new String(withValue("true"), StandardCharsets.UTF_8);
        boolean space = around.isBlank() && !around.equals("\u000b") && !around.equals("\f");
        assertThat(BOTH_WAYS.isAcceptedByBoth(schema, utf8(message + around))).isEqualTo(space);
        assertThat(BOTH_WAYS.isAcceptedByTree(schema, utf8(message + around))).isEqualTo(space);
        assertThat(BOTH_WAYS.isAcceptedByBoth(schema, utf8(around + message))).isEqualTo(space);
        assertThat(BOTH_WAYS.isAcceptedByTree(schema, utf8(around + message))).isEqualTo(space);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":true,\"a\":true}",
                "{\"a\":true,\"\\u0061\":true}",
                "{\"\\u0061\":true}",
                "{\"a\":true,}",
                "{,\"a\":true}",
                "{\"a\":null}",
                "{\"a\":true,\"b\":1}",
                "{\"a\":{}}",
                "{\"a\":[]}",
                "{\"a\":\"true\"}",
                "{\"a\" true}",
                "{a:true}",
                "{'a':true}",
                "{\"a\":TRUE}",
                "{\"a\":truefalse}",
                "[]",
                "null",
                "\"\""
            })
    void answersAlikeForUnusualPayloads(String payload) {
        EventSchema schema = ofProperty("{\"type\":\"boolean\"}");
        byte[] message = utf8("{\"eventTime\":\"2026-11-02T07:15:00Z\",\"payload\":" + payload + "}");
        assertThat(BOTH_WAYS.isAcceptedByBoth(schema, message)).isFalse();
    }

    @Test
    void anEmptyPayloadIsAcceptedByBoth() {
        byte[] message = utf8("{\"payload\":{ },\"eventTime\":\"2026-11-02T07:15:00Z\"}");
        assertThat(BOTH_WAYS.isAcceptedByBoth(ofProperty("{\"type\":\"boolean\"}"), message))
                .isTrue();
    }

    @Test
    void aMessageMayBeSixtyFourKibibytesAndNoMore() {
        EventSchema schema = ofProperty("{\"type\":\"boolean\"}");
        byte[] message = Arrays.copyOf(withValue("true"), JsonLimits.DEVICE_MESSAGE.maxBytes() + 1);
        Arrays.fill(message, withValue("true").length, message.length, (byte) ' ');
        assertThat(BOTH_WAYS.isAcceptedByBoth(schema, message)).isFalse();
        assertThat(BOTH_WAYS.isAcceptedByTree(schema, message)).isFalse();
        assertThat(BOTH_WAYS.isAcceptedByBoth(schema, Arrays.copyOf(message, message.length - 1)))
                .isTrue();
    }

    /** The message and its payload are the first two levels. */
    @Test
    void answersAlikeForEachDepth() {
        for (int arrays = 1; arrays < 40; arrays++) {
            EventSchema schema = ofArrays(arrays);
            byte[] full = withValue("[".repeat(arrays) + "true" + "]".repeat(arrays));
            byte[] empty = withValue("[".repeat(arrays) + "]".repeat(arrays));
            boolean possible = arrays + 2 <= JsonLimits.DEVICE_MESSAGE.maxDepth();
            assertThat(BOTH_WAYS.isAcceptedByTree(schema, full)).isEqualTo(possible);
            boolean quick = BOTH_WAYS.isAcceptedByBoth(schema, full);
            assertThat(BOTH_WAYS.isAcceptedByBoth(schema, empty)).isEqualTo(quick);
            assertThat(quick).isEqualTo(schema.reader() != null && possible);
        }
    }

    private static EventSchema ofArrays(int depth) {
        ObjectNode payload =
                Documents.json("{\"type\":\"object\",\"additionalProperties\":false,\"x-criticality\":\"LOW\"}");
        ObjectNode value = payload.putObject("properties").putObject("a");
        for (int i = 0; i < depth; i++) {
            value = value.put("type", "array").put("maxItems", 1).putObject("items");
        }
        value.put("type", "boolean");
        return EventSchemas.of(payload);
    }

    @Test
    void answersAlikeForNumbersOfAllLengths() {
        EventSchema number =
                ofProperty("{\"type\":\"number\",\"minimum\":-9007199254740991,\"maximum\":9007199254740991}");
        EventSchema integer =
                ofProperty("{\"type\":\"integer\",\"minimum\":-9007199254740991,\"maximum\":9007199254740991}");
        EventSchema narrow = ofProperty("{\"type\":\"number\",\"exclusiveMinimum\":-0.1,\"maximum\":4.35}");
        Random random = new Random(4711);
        int accepted = 0;
        for (int i = 0; i < 3_000; i++) {
            BigInteger digits = new BigInteger(1 + random.nextInt(60), random);
            String plain = new BigDecimal(digits, random.nextInt(20)).toPlainString();
            String zeros = "0".repeat(random.nextInt(3) == 0 ? random.nextInt(20) : 0);
            String written = (random.nextInt(4) == 0 ? "-" : "")
                    + (random.nextInt(20) == 0 ? "0" : "")
                    + plain
                    + (zeros.isEmpty() || plain.contains(".") ? "" : ".")
                    + zeros
                    + (random.nextInt(10) == 0 ? "e" + (random.nextInt(9) - 4) : "");
            for (EventSchema schema : new EventSchema[] {number, integer, narrow}) {
                accepted += BOTH_WAYS.isAcceptedByBoth(schema, withValue(written)) ? 1 : 0;
            }
        }
        assertThat(accepted).isGreaterThan(1_500);
    }

    @Test
    void answersAlikeForDates() {
        EventSchema schema = ofProperty("{\"type\":\"string\",\"format\":\"date\",\"maxLength\":10}");
        int accepted = 0;
        for (int year : new int[] {0, 1, 4, 100, 400, 1582, 1900, 2000, 2024, 2026, 2100, 9999}) {
            for (int month = 0; month <= 13; month++) {
                for (int day = 0; day <= 32; day++) {
                    byte[] message = withValue("\"%04d-%02d-%02d\"".formatted(year, month, day));
                    boolean quick = BOTH_WAYS.isAcceptedByBoth(schema, message);
                    assertThat(quick || year == 0 || !BOTH_WAYS.isAcceptedByTree(schema, message))
                            .isTrue();
                    accepted += quick ? 1 : 0;
                }
            }
        }
        assertThat(accepted).isEqualTo(11 * 365 + 4);
    }

    /** In each place of a text that a schema lets through whatever it is. */
    @Test
    void answersAlikeForCodePoints() {
        EventSchema schema = ofProperty("{\"type\":\"string\",\"maxLength\":3,\"x-max-bytes\":9,\"x-phi\":true}");
        int accepted = 0;
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += codePoint < 0x3000 ? 1 : 251) {
            accepted += answersAlike(schema, codePoint) ? 1 : 0;
        }
        for (int edge : new int[] {
            0xD7FF, 0xE000, 0xFDCF, 0xFDD0, 0xFDEF, 0xFDF0, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1FFFE, 0x10FFFD
        }) {
            accepted += answersAlike(schema, edge) ? 1 : 0;
        }
        assertThat(accepted).isGreaterThan(16_000);
    }

    private static boolean answersAlike(EventSchema schema, int codePoint) {
        return BOTH_WAYS.isAcceptedByBoth(schema, withValue("\"a" + Character.toString(codePoint) + "\""));
    }

    /** Two and three bytes after a quotation mark, well formed or not. */
    @Test
    void answersAlikeForBytesThatMayBeUtf8() {
        EventSchema schema = ofProperty("{\"type\":\"string\",\"maxLength\":9}");
        byte[] message = withValue("\"....\"");
        int at = indexOf(message, "....");
        int accepted = 0;
        for (int lead = 0x7F; lead <= 0xFF; lead++) {
            for (int second : new int[] {'.', 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0}) {
                for (int third : new int[] {'.', 0x80, 0xBE, 0xBF}) {
                    byte[] bytes = spliced(message, at, at + 4, (byte) lead, (byte) second, (byte) third, (byte) 0x80);
                    accepted += BOTH_WAYS.isAcceptedByBoth(schema, bytes) ? 1 : 0;
                    bytes = spliced(message, at, at + 4, (byte) lead, (byte) second, (byte) third);
                    accepted += BOTH_WAYS.isAcceptedByBoth(schema, bytes) ? 1 : 0;
                }
            }
        }
        assertThat(accepted).isGreaterThan(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "number | {'type':'integer'}",
                "integer | {'type':'number'}",
                "number | {'type':'string'}",
                "number | {'type':'integer','minimum':3}",
                "boolean | {'type':'string'}",
                "boolean | {'type':'boolean','const':true}",
                "string | {'type':'boolean','enum':['x']}",
                "string | {'type':'string','const':'x'}"
            })
    void aConditionMayAskForATypeToo(String type, String condition) {
        ObjectNode payload =
                Documents.json("""
                {"type":"object","additionalProperties":false,"x-criticality":"LOW",
                 "x-criticality-rules":[{"when":{"required":["a"],"properties":{"a":%s}},"raiseTo":"HIGH"}],
                 "properties":{"a":{"type":"%s"},"b":{"type":"boolean"}},
                 "if":{"properties":{"a":%s}},"then":{"required":["b"]}}""".formatted(condition, type, condition).replace('\'', '"'));
        EventSchema schema = EventSchemas.of(payload);
        for (String value : new String[] {"2", "3", "3.5", "3.0", "true", "false", "\"x\"", "\"y\""}) {
            BOTH_WAYS.isAcceptedByBoth(schema, withValue(value));
            BOTH_WAYS.isAcceptedByBoth(schema, withValue(value + ",\"b\":true"));
        }
    }

    /** A bundle can come into force between the reading of a message and its judging. */
    @Test
    void aPayloadIsJudgedByTheSchemaThatIsAskedWhicheverHasReadIt() {
        EventSchema wide = ofProperty("{\"type\":\"integer\",\"maximum\":9}");
        EventSchema marked = ofProperty("{\"type\":\"number\",\"maximum\":5,\"x-phi\":true}");
        var message = REGISTRY.read(withValue("7")).orElseThrow();
        assertThat(wide.judge(message)).isInstanceOf(SchemaVerdict.Accepted.class);
        assertThat(marked.judge(message)).isInstanceOf(SchemaVerdict.Unknown.class);
        assertThat(schema("vitals.reported").judge(message)).isInstanceOf(SchemaVerdict.Unknown.class);
        message = REGISTRY.read(withValue("3")).orElseThrow();
        assertThat(disclosed(wide.judge(message))).isZero();
        assertThat(disclosed(marked.judge(message))).isEqualTo(1);
        assertThat(disclosed(wide.judge(message))).isZero();
    }

    private static int disclosed(SchemaVerdict verdict) {
        return ((SchemaVerdict.Accepted) verdict)
                .content()
                .redact(new Redactor(() -> new byte[Disclosure.SALT_LENGTH]))
                .disclosures()
                .size();
    }

    /** As many as one message can hold; the eleventh's pointer is sorted before the second's. */
    @Test
    void thousandsOfMarkedItemsAreTakenOutAlike() {
        EventSchema texts =
                ofProperty("{\"type\":\"array\",\"maxItems\":9000,\"items\":{\"type\":\"boolean\",\"x-phi\":true}}");
        assertThat(BOTH_WAYS.isAcceptedByBoth(texts, withValue("[true" + ",true".repeat(8_999) + "]")))
                .isTrue();
    }
}

package io.wardlog.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.hash.Sha256;
import io.wardlog.json.Jcs;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event that is read from its bytes alone says what its tree says, and nothing is read that the tree would refuse. */
class EventBothWaysTest {
    private static final int MUTATIONS = Integer.getInteger("wardlog.fuzz.documents", 10_000);
    private static final long SEED = Long.getLong("wardlog.fuzz.seed", 4711);
    private static final String PAYLOAD =
            "{\"alarm\":true,\"limits\":[{\"high\":120.5},{\"low\":-3}],\"rate\":0.25,\"unit\":\"ml/h\"}";
    private static final String EVENT = """
        {"actor":{"type":"device"},\
        "checksum":{"algorithm":"sha-256","value":"CHECKSUM"},\
        "correlationId":"Bestellung 5 µg","criticality":"HIGH","deviceId":"pump-1","deviceType":"infusion_pump",\
        "envelopeVersion":"1.0.0","eventId":"01938a6e-3c01-7000-8000-000000000001",\
        "eventTime":"2026-11-02T07:15:00.25Z","eventType":"infusion.rate_changed","eventVersion":2,\
        "hospitalId":"hospital-1","ingestionTime":"2026-11-02T07:15:00.250000Z",\
        "payload":PAYLOAD,\
        "prevHash":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",\
        "schemaRef":"urn:wardlog:schema:infusion.rate_changed:2","sequenceNumber":4711,\
        "source":{"agentId":"gateway-1","auth":"mtls","clockSuspect":false,\
        "epoch":"01938a6e-3c01-7000-8000-000000000002","protocol":"mqtt"},"tenantId":"tenant-a"}\
        """.replace("PAYLOAD", PAYLOAD).replace(
            "CHECKSUM", Sha256.of(PAYLOAD.getBytes(StandardCharsets.UTF_8)).hex());

    /** Each is put in at every offset. */
    private static final List<String> PIECES = List.of(
            "",
            " ",
            "\"",
            "\\",
            "\\n",
            "\\u0000",
            "0",
            "9",
            "-",
            ".",
            "e",
            "1.0",
            "-0",
            "00",
            "null",
            "true",
            "[]",
            "{}",
            "é",
            "\u0001",
            ",",
            ":",
            "{",
            "}",
            "[",
            "]",
            "A",
            "a",
            "\uFFFE",
            "😀",
            "Z",
            "\"a\":1,",
            "\"\":1,",
            "0.0000001",
            "1234567890123456");

    private static final byte[] BEFORE = utf8("{\"event\":");
    private static final byte[] BEHIND = utf8("\"0}}");

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it is read; fails unless both ways say the same. */
    private static boolean isReadAlike(byte[] bytes) {
        Event.Reading byTree = Event.readTree(bytes);
        Event.Reading reading = Event.read(bytes);
        assertThat(PlacedValues.find(amongOthers(bytes), BEFORE.length, BEFORE.length + bytes.length) == null)
                .isEqualTo(PlacedValues.find(bytes, 0, bytes.length) == null);
        if (byTree instanceof Event.Reading.Refused) {
            assertThat(reading)
                    .as(() -> new String(bytes, StandardCharsets.UTF_8))
                    .isEqualTo(byTree);
            return false;
        }
        Event expected = ((Event.Reading.Value) byTree).event();
        Event event = ((Event.Reading.Value) reading).event();
        assertThat(said(event)).isEqualTo(said(expected));
        assertThat(event.tree()).isEqualTo(expected.tree());
        return true;
    }

    /** In an array with other bytes, with which it could go on. */
    private static byte[] amongOthers(byte[] bytes) {
        byte[] all = Arrays.copyOf(BEFORE, BEFORE.length + bytes.length + BEHIND.length);
        System.arraycopy(bytes, 0, all, BEFORE.length, bytes.length);
        System.arraycopy(BEHIND, 0, all, BEFORE.length + bytes.length, BEHIND.length);
        return all;
    }

    private static List<Object> said(Event event) {
        return List.of(
                event.tenantId(),
                event.hospitalId(),
                event.deviceId(),
                event.deviceType(),
                event.eventId(),
                event.eventType(),
                event.eventVersion(),
                event.schemaRef(),
                event.eventTime(),
                event.ingestionTime(),
                event.criticality(),
                event.sequenceNumber(),
                event.prevHash(),
                event.agentId(),
                event.epoch(),
                event.checksum(),
                event.hasItsChecksum());
    }

    @Test
    void readsTheEventFromItsBytes() {
        assertThat(PlacedValues.find(utf8(EVENT), 0, utf8(EVENT).length)).isNotNull();
        assertThat(isReadAlike(utf8(EVENT))).isTrue();
        assertThat(((Event.Reading.Value) Event.read(utf8(EVENT))).event().hasItsChecksum())
                .isTrue();
    }

    @Test
    void readsItWhereItStandsAmongOtherBytes() {
        byte[] bytes = utf8(EVENT);
        int end = BEFORE.length + bytes.length;
        Event event = ((Event.Reading.Value) Event.read(amongOthers(bytes), BEFORE.length, end)).event();
        assertThat(event.canonical()).isEqualTo(bytes);
        assertThat(said(event)).isEqualTo(said(((Event.Reading.Value) Event.read(bytes)).event()));
        assertThat(event.tree())
                .isEqualTo(((Event.Reading.Value) Event.readTree(bytes)).event().tree());
        assertThat(Event.read(amongOthers(bytes), BEFORE.length, end - 1)).isInstanceOf(Event.Reading.Refused.class);
        assertThat(Event.read(amongOthers(bytes), BEFORE.length, end + 1)).isInstanceOf(Event.Reading.Refused.class);
    }

    @Test
    void readsEveryMemberFromItsBytes() {
        String source =
                "\"auth\":\"mtls\",\"clockOffsetMs\":-3,\"clockSuspect\":false,\"clockUncertaintyMs\":4,\"deviceEventId\":\"a"
                        + " 7\",\"deviceSequence\":9,\"epoch\":\"01938a6e-3c01-7000-8000-000000000002\","
                        + "\"eventTimeRaw\":\"2026-11-02T08:15:00.25+01:00\",\"protocol\":\"mqtt\",\"rawDigest\":\"x\",\"redelivered\":true}";
        String event = EVENT.replaceAll("\"auth\".*?}", source)
                .replace("\"payload\"", "\"message\":\"m\",\"operation\":\"execute\",\"payload\"")
                .replace("\"prevHash\"", "\"performedBy\":\"p\",\"prevHash\"")
                .replace("\"schemaRef\"", "\"reason\":{\"_sd\":\"d\"},\"resource\":{\"id\":\"1\"},\"schemaRef\"");
        assertThat(PlacedValues.find(utf8(event), 0, utf8(event).length)).isNotNull();
        assertThat(isReadAlike(utf8(event))).isTrue();
    }

    @Test
    void saysTheSameOfEveryEventWithAPieceBetweenTwoBytes() {
        for (String piece : PIECES) {
            for (int at = 0; at <= EVENT.length(); at++) {
                isReadAlike(utf8(EVENT.substring(0, at) + piece + EVENT.substring(at)));
            }
        }
    }

    @Test
    void saysTheSameOfMutatedBytes() {
        Random random = new Random(SEED);
        int read = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = utf8(EVENT);
            for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
                int at = random.nextInt(bytes.length);
                boolean alike = random.nextInt(4) > 0 && Character.isLetterOrDigit(bytes[at]);
                bytes[at] = (byte) (alike ? '0' + random.nextInt(75) : random.nextInt());
            }
            read += isReadAlike(bytes) ? 1 : 0;
        }
        assertThat(read).isGreaterThan(MUTATIONS / 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "-1",
                "10",
                "01",
                "0.5",
                "0.50",
                "5.",
                ".5",
                "0.000001",
                "0.0000001",
                "-0.0000005",
                "1e3",
                "1E3",
                "123456789012345",
                "1234567890123456",
                "9007199254740991",
                "9007199254740992",
                "12345678901234.5",
                "1234567890.12345",
                "1234567890.123456",
                "0.1234567890123",
                "0.000000123456789",
                "0.0000012345678",
                "100000000000000000000",
                "1000000000000000000000",
                "\"\"",
                "\"\\\"\"",
                "\"\\u001f\"",
                "\"\\u001F\"",
                "\"\\/\"",
                "\"/\"",
                "\"\u007f\"",
                "\"é\"",
                "\"\uFFFF\"",
                "\"\uFDD0\"",
                "\"\\uD800\"",
                "true",
                "false",
                "tru",
                "truee",
                "null",
                "[]",
                "[1]",
                "[1,]",
                "[,1]",
                "[1 ,2]",
                "[[[]]]",
                "{}",
                "{\"a\":1,\"b\":2}",
                "{\"b\":1,\"a\":2}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,}",
                "{\"\":1}",
                "{\"\":1,\"\":2}",
                "{\"a\":1,\"aa\":1,\"ab\":1}",
                "{\"abcdefgh\":1,\"abcdefgha\":1}",
                "{\"abcdefghb\":1,\"abcdefgha\":1}",
                "{\"abcdefgh\":1,\"abcdefgh\":1}",
                "{\"A\":1,\"a\":1}",
                "{\"a\":1,\"A\":1}",
                "{\"é\":1}",
                "{\"z\":1,\"é\":1}",
                "{\"\\n\":1}",
                "{a:1}"
            })
    void saysTheSameOfEveryValueInThePayload(String value) {
        isReadAlike(utf8(EVENT.replace(PAYLOAD, "{\"value\":" + value + "}")));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 33, 34, 35, 40, 1_000})
    void saysTheSameOfEveryDepth(int depth) {
        isReadAlike(utf8(EVENT.replace(PAYLOAD, "{\"v\":" + "[".repeat(depth) + "]".repeat(depth) + "}")));
        isReadAlike(utf8(EVENT.replace(PAYLOAD, "{\"v\":".repeat(depth) + "1" + "}".repeat(depth))));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1})
    void saysTheSameAtTheGreatestLength(int beyond) {
        int room = 256 * 1024 - EVENT.length() + PAYLOAD.length() - "{\"v\":\"\"}".length();
        byte[] bytes = utf8(EVENT.replace("µ", "u").replace(PAYLOAD, "{\"v\":\"" + "x".repeat(room + beyond) + "\"}"));
        assertThat(isReadAlike(bytes)).isEqualTo(beyond <= 0);
    }

    /** What is canonical by the quick way is so by the writer. */
    @Test
    void itIsCanonical() {
        assertThat(Jcs.isCanonical(utf8(EVENT))).isTrue();
    }
}

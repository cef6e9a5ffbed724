package io.wardlog.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes messages from messages: written otherwise, with other values, damaged. From one seed always the same. */
final class MutatedMessages {
    private static final List<String> VALUES = List.of(
            "0",
            "-0",
            "0.0",
            "1",
            "-1",
            "1.0",
            "1.50",
            "01",
            "1.",
            ".5",
            "+1",
            "1e3",
            "1E2",
            "12e-1",
            "0.1",
            "-0.1",
            "0.000001",
            "0.0000012",
            "0.0000001",
            "-0.00000099",
            "100",
            "65535",
            "65536",
            "999999999999999",
            "9007199254740991",
            "9007199254740992",
            "-9007199254740991",
            "123456789012345.6",
            "0.123456789012345",
            "0.1234567890123456",
            "4.35",
            "2.675",
            "5e-324",
            "1e400",
            "true",
            "false",
            "null",
            "{}",
            "[]",
            "[{}]",
            "{\"a\":1}",
            "\"\"",
            "\"x\"",
            "\"ä\"",
            "\"\u65e5\u672c\"",
            "\"\ud83d\ude00\"",
            "\"\\u0041\"",
            "\"\\n\"",
            "\"\\\"\"",
            "\"\\/\"",
            "\"\\ud800\"",
            "\"\uffff\"",
            "\"\ufdd0\"",
            "\"\u007f\"",
            "\"\u0085\"",
            "\"a b\"",
            "\"a\tb\"",
            "\"1\"",
            "\"high\"",
            "\"unknown\"",
            "\"2026-11-02T07:15:00Z\"",
            "\"2026-11-02T07:15:00.250Z\"",
            "\"2026-11-02t07:15:00z\"",
            "\"2026-11-02T07:15:60Z\"",
            "\"2026-11-02T24:00:00Z\"",
            "\"2026-11-02T08:15:00+01:00\"",
            "\"2026-02-29T00:00:00Z\"",
            "\"2024-02-29T23:59:59.123456789Z\"",
            "\"2026-11-02T07:15:00.1234567890Z\"",
            "\"0001-01-01T00:00:00Z\"",
            "\"0000-12-31T23:59:59Z\"",
            "\"9999-12-31T23:59:59.9Z\"",
            "\"1948-02-29\"",
            "\"1900-02-29\"",
            "\"2026-13-01\"",
            "\"0199c2f0-5a00-7000-8000-000000000001\"",
            "\"0199C2F0-5a00-7000-8000-000000000001\"",
            '"' + "a".repeat(64) + '"',
            '"' + "ä".repeat(600) + '"',
            '"' + "b".repeat(128) + '"',
            '"' + "c".repeat(129) + '"',
            '"' + "d".repeat(1025) + '"');

    private static final List<String> SPACES = List.of(" ", "\n", "\t", "\r\n ");

    private final Random random;

    MutatedMessages(long seed) {
        this.random = new Random(seed);
    }

    /** Most often still a message of the type that {@code message} and {@code other} are of. */
    byte[] next(byte[] message, byte[] other) {
        String text = random.nextInt(3) == 0 ? crossed(message, other) : new String(message, StandardCharsets.UTF_8);
        for (int i = random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(2); i > 0; i--) {
            text = withOtherToken(text);
        }
        if (random.nextInt(3) == 0) {
            text = withOtherSpace(text);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return random.nextInt(10) == 0 ? damaged(bytes) : bytes;
    }

    /** Members in another order, some from the other message, some left out. */
    private String crossed(byte[] message, byte[] other) {
        return shuffled(Documents.json(message), Documents.json(other)).toString();
    }

    private JsonNode shuffled(JsonNode node, JsonNode other) {
        if (!(node instanceof ObjectNode object)) {
            return node.isArray()
                    ? shuffledItems((ArrayNode) node)
                    : random.nextInt(4) == 0 && !other.isMissingNode() ? other : node;
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>();
        object.fields().forEachRemaining(members::add);
        for (Iterator<Map.Entry<String, JsonNode>> it = other.fields(); it.hasNext(); ) {
            Map.Entry<String, JsonNode> more = it.next();
            if (!object.has(more.getKey()) && random.nextInt(8) == 0) {
                members.add(more);
            }
        }
        members.removeIf(member -> random.nextInt(60) == 0);
        Collections.shuffle(members, random);
        ObjectNode result = object.objectNode();
        members.forEach(
                member -> result.set(member.getKey(), shuffled(member.getValue(), other.path(member.getKey()))));
        return result;
    }

    private JsonNode shuffledItems(ArrayNode array) {
        ArrayNode result = array.arrayNode();
        array.forEach(item -> {
            for (int i = random.nextInt(8) == 0 ? random.nextInt(3) : 1; i > 0; i--) {
                result.add(shuffled(item, array.path(0)));
            }
        });
        return result;
    }

    private String withOtherToken(String text) {
        List<int[]> places = tokens(text);
        if (places.isEmpty()) {
            return text;
        }
        int[] place = places.get(random.nextInt(places.size()));
        int[] source = places.get(random.nextInt(places.size()));
        String old = text.substring(place[0], place[1]);
        String token = switch (random.nextInt(6)) {
            case 0 -> VALUES.get(random.nextInt(VALUES.size()));
            case 1 -> number();
            case 2 -> text.substring(source[0], source[1]);
            case 3 -> old.startsWith("\"") ? '"' + old.substring(1, old.length() - 1) + "ä\"" : number();
            case 4 -> old.startsWith("\"") && old.length() > 2 ? '"' + old.substring(2) : old;
            default -> old + "," + old;
        };
        return text.substring(0, place[0]) + token + text.substring(place[1]);
    }

    private String number() {
        StringBuilder digits = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
        digits.append(random.nextInt((int) Math.pow(10, random.nextInt(6))));
        int decimals = random.nextInt(3) == 0 ? random.nextInt(14) : random.nextInt(3);
        for (int i = 0; i < decimals; i++) {
            digits.append(i == 0 ? "." : "").append(random.nextInt(3) == 0 ? 0 : random.nextInt(10));
        }
        return digits.toString();
    }

    private String withOtherSpace(String text) {
        StringBuilder spaced = new StringBuilder(text.length() + 64);
        int end = 0;
        for (int[] token : tokens(text)) {
            spaced.append(random.nextInt(4) == 0 ? SPACES.get(random.nextInt(SPACES.size())) : "");
            spaced.append(text, token[0], token[1]);
            end = token[1];
        }
        return spaced.append(text.substring(end)).toString();
    }

    /** Where the tokens of a text begin and end that may be damaged: a string that does not end is none. */
    private static List<int[]> tokens(String text) {
        List<int[]> tokens = new ArrayList<>();
        for (int start = 0; start < text.length(); ) {
            int end = tokenEnd(text, start);
            if (end > start) {
                tokens.add(new int[] {start, end});
            }
            start = Math.max(end, start + 1);
        }
        return tokens;
    }

    /** {@code start} itself where no token begins. */
    private static int tokenEnd(String text, int start) {
        char first = text.charAt(start);
        if (first == '"') {
            return stringEnd(text, start);
        }
        if ("{}[]:,".indexOf(first) >= 0) {
            return start + 1;
        }
        String those = Character.isLetter(first) ? "truefalsn" : "0123456789-+.eE";
        int end = start;
        while (end < text.length() && those.indexOf(text.charAt(end)) >= 0) {
            end++;
        }
        return end;
    }

    private static int stringEnd(String text, int start) {
        for (int at = start + 1; at < text.length(); at++) {
            if (text.charAt(at) == '"') {
                return at + 1;
            }
            at += text.charAt(at) == '\\' ? 1 : 0;
        }
        return start;
    }

    private byte[] damaged(byte[] message) {
        if (message.length < 2) {
            return message;
        }
        int at = random.nextInt(message.length);
        int to = Math.min(message.length, at + 1 + random.nextInt(random.nextInt(3) == 0 ? 40 : 2));
        byte[] part = Arrays.copyOfRange(message, at, to);
        byte[] before = Arrays.copyOfRange(message, 0, at);
        byte[] after = Arrays.copyOfRange(message, to, message.length);
        switch (random.nextInt(5)) {
            case 0:
                part[0] ^= (byte) (1 << random.nextInt(8));
                break;
            case 1:
                part = new byte[0];
                break;
            case 2:
                part[0] = (byte) random.nextInt(256);
                break;
            case 3:
                after = new byte[0];
                break;
            default:
                before = joined(before, part);
        }
        return joined(joined(before, part), after);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}

package io.wardlog.event;

import io.wardlog.json.CanonicalScan;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonText;
import io.wardlog.json.MemberLabel;
import java.util.Arrays;
import java.util.List;

/**
 * Goes along the members of an event, which are known and stand in their canonical order, and notes where its fields stand. It answers "certainly canonical,
 * every field of its form, and here they stand" or "don't know", never "no", as {@link CanonicalScan} does, which reads what is not a field.
 * One event, one thread.
 */
final class EnvelopeScan {
    private static final int UNKNOWN = CanonicalScan.UNKNOWN;

    private static final List<String> IN_SOURCE = List.of(
            "agentId",
            "auth",
            "clockOffsetMs",
            "clockSuspect",
            "clockUncertaintyMs",
            "deviceEventId",
            "deviceSequence",
            "epoch",
            "eventTimeRaw",
            "protocol",
            "rawDigest",
            "redelivered");
    private static final List<String> IN_CHECKSUM = List.of("algorithm", "value");
    private static final Member[] ENVELOPE = Arrays.stream(EnvelopeMember.values())
            .map(member -> Member.of(member.wireName()))
            .toArray(Member[]::new);

    /** Of the value of a member, an object around it not counted. */
    private static final int MOST_DEPTH = JsonLimits.CANONICAL.maxDepth() - 1;

    private final byte[] json;
    private final CanonicalScan values;
    private final int[] places = new int[2 * EventField.values().length];

    /** @param field null when every value will do */
    private record Member(MemberLabel label, EventField field, Member[] inside) {
        static Member of(String... path) {
            EventField field = Arrays.stream(EventField.values())
                    .filter(each -> Arrays.equals(each.path(), path))
                    .findFirst()
                    .orElse(null);
            List<String> names =
                    field == EventField.SOURCE ? IN_SOURCE : field == EventField.CHECKSUM ? IN_CHECKSUM : List.of();
            return new Member(
                    new MemberLabel(path[path.length - 1]),
                    field,
                    names.stream().map(name -> Member.of(path[0], name)).toArray(Member[]::new));
        }
    }

    private EnvelopeScan(byte[] json) {
        this.json = json;
        this.values = new CanonicalScan(json);
    }

    /**
     * By twice a field's ordinal the offset of its value's first byte and of the byte behind it; null when it is not certain that an event stands between
     * two offsets.
     */
    static int[] places(byte[] utf8, int from, int to) {
        if (from >= to || to - from > JsonLimits.CANONICAL.maxBytes() || utf8[from] != '{') {
            return null;
        }
        EnvelopeScan scan = new EnvelopeScan(utf8);
        return scan.object(from, ENVELOPE) == to ? scan.places : null;
    }

    private byte peek(int at) {
        return at < json.length ? json[at] : 0;
    }

    /** The offset behind the object that begins here. */
    private int object(int at, Member[] members) {
        int i = at;
        byte separator = '{';
        for (Member member : members) {
            if (peek(i) == separator && member.label().stands(json, i + 1)) {
                separator = ',';
                i = member(member, i + 1 + member.label().length());
                if (i == UNKNOWN) {
                    return UNKNOWN;
                }
            } else if (member.field() != null) {
                return UNKNOWN;
            }
        }
        return peek(i) == '}' ? i + 1 : UNKNOWN;
    }

    /** The offset behind the value that begins here. */
    private int member(Member member, int at) {
        EventField field = member.field();
        if (field == null) {
            return values.end(at, MOST_DEPTH);
        }
        int end = field.isText() ? text(field.text(), at) : field.isNumber() ? number(field, at) : object(member, at);
        places[2 * field.ordinal()] = at;
        places[2 * field.ordinal() + 1] = end;
        return end;
    }

    private int object(Member member, int at) {
        if (peek(at) != '{') {
            return UNKNOWN;
        }
        return member.inside().length > 0 ? object(at, member.inside()) : values.end(at, MOST_DEPTH);
    }

    private int text(TextForm form, int at) {
        if (peek(at) != '"') {
            return UNKNOWN;
        }
        int from = at + 1;
        int usual = from + form.usualLength();
        int to = usual > from && peek(usual) == '"' ? usual : JsonText.end(json, from);
        return to != UNKNOWN && form.matches(json, from, to) ? to + 1 : UNKNOWN;
    }

    private int number(EventField field, int at) {
        int end = values.end(at, MOST_DEPTH);
        return end != UNKNOWN && field.isWithin(PlacedValues.integer(json, at, end)) ? end : UNKNOWN;
    }
}

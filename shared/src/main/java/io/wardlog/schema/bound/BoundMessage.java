package io.wardlog.schema.bound;

import io.wardlog.event.DeviceMessage;
import io.wardlog.event.EnvelopeMember;
import io.wardlog.event.EventTimes;
import io.wardlog.event.PlainTime;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A device message whose top level its schema accepts. One thread at a time. */
public final class BoundMessage implements DeviceMessage {
    private final Scan scan;
    private final MessageReader reader;
    private final Optional<String> eventType;
    private final Optional<String> eventId;
    private final String eventTimeRaw;

    /** Whether the time has the form that {@link PlainTime} reads. */
    private final boolean plainTime;

    BoundMessage(Scan scan, MessageReader reader) {
        this.scan = scan;
        this.reader = reader;
        this.eventType = text(reader.members().eventType());
        this.eventId = text(reader.members().eventId());
        this.eventTimeRaw = scan.text(eventTimeNode());
        this.plainTime = PlainTime.isPlain(scan.json, timeFrom(), timeTo());
    }

    private int eventTimeNode() {
        return member(reader.members().eventTime());
    }

    private int timeFrom() {
        return scan.get(eventTimeNode()) + 1;
    }

    private int timeTo() {
        return scan.get(eventTimeNode() + 1) - 1;
    }

    /** What an event takes over from this message, if it is certain that the payload's schema accepts it. */
    public Optional<BoundContent> content(PayloadReader payloadReader) {
        int payload = payload(payloadReader);
        if (payload == 0) {
            return Optional.empty();
        }
        CanonicalForm form = new CanonicalForm(scan.json.length);
        int[] ends = new int[MessageReader.TAKEN_OVER.length];
        for (int i = 0; i < ends.length; i++) {
            if (MessageReader.TAKEN_OVER[i] == EnvelopeMember.PAYLOAD) {
                payloadReader.write(scan, payload, form);
            } else if (reader.takenOver(scan, i) != 0) {
                reader.write(scan, i, form);
            }
            ends[i] = form.size();
        }
        return Optional.of(new BoundContent(form, ends, payloadReader.criticality(scan, payload)));
    }

    /** Where this reader has noted the payload, now or when the message was read; 0 when it does not accept it. */
    private int payload(PayloadReader payloadReader) {
        int known = scan.payload(payloadReader);
        if (known != 0) {
            return known;
        }
        int unread = member(reader.members().payload());
        int node = scan.allocate(0);
        return payloadReader.plan().read(scan, scan.get(unread)) == scan.get(unread + 1) ? node : 0;
    }

    private int member(int index) {
        return MessageReader.member(scan, index);
    }

    private Optional<String> text(int index) {
        int value = member(index);
        return value == 0 ? Optional.empty() : Optional.of(scan.text(value));
    }

    @Override
    public Optional<String> deviceId() {
        return text(reader.members().deviceId());
    }

    @Override
    public Optional<String> eventType() {
        return eventType;
    }

    @Override
    public OptionalInt eventVersion() {
        int value = member(reader.members().eventVersion());
        return value == 0 ? OptionalInt.empty() : OptionalInt.of((int) scan.number(value));
    }

    @Override
    public String eventTime() {
        if (!plainTime) {
            return EventTimes.normalise(eventTimeRaw).orElseThrow();
        }
        return PlainTime.isKept(scan.json, timeFrom(), timeTo())
                ? eventTimeRaw
                : PlainTime.kept(scan.json, timeFrom(), timeTo());
    }

    @Override
    public Instant claimedInstant() {
        return plainTime
                ? PlainTime.read(scan.json, timeFrom(), timeTo())
                : EventTimes.read(eventTimeRaw).orElseThrow();
    }

    @Override
    public String eventTimeRaw() {
        return eventTimeRaw;
    }

    @Override
    public Optional<String> eventId() {
        return eventId;
    }

    @Override
    public OptionalLong deviceSequence() {
        int value = member(reader.members().deviceSequence());
        return value == 0 ? OptionalLong.empty() : OptionalLong.of(scan.number(value));
    }
}

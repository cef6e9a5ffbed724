package io.wardlog.edge.accept;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.PacketIdentifierEntry;
import io.wardlog.edge.entry.PacketIdentifierEntry.Received;
import io.wardlog.edge.state.Remembered;
import io.wardlog.edge.state.RepeatWindow;
import io.wardlog.edge.trace.EventTracer;
import io.wardlog.edge.writer.EventDraft;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.WriterTask;
import io.wardlog.event.Criticality;
import java.util.Optional;
import java.util.function.Consumer;

/** Records one checked message, or finds that it is a repeat. Made on an event loop, then the writer's. */
final class EventTask implements WriterTask {

    /** Room for an own event about an id. */
    private static final int OWN_EVENT_BYTES = 2_048;

    private final DraftMaker drafts;
    private final GapLog gaps;
    private final Optional<EventTracer.Acceptance> trace;
    private final Consumer<Outcome> whenDurable;
    private final Lane lane;
    private final int bytes;
    private CheckedMessage checked;
    private EventDraft draft;
    private Outcome.Accepted outcome;

    /** What it works with. */
    record Parts(DraftMaker drafts, GapLog gaps) {}

    EventTask(
            CheckedMessage checked,
            EventDraft draft,
            Parts parts,
            Optional<EventTracer.Acceptance> trace,
            Consumer<Outcome> whenDurable) {
        this.checked = checked;
        this.draft = draft;
        this.drafts = parts.drafts();
        this.gaps = parts.gaps();
        this.trace = trace;
        this.whenDurable = whenDurable;
        this.lane = checked.criticality() == Criticality.CRITICAL ? Lane.CRITICAL : Lane.NORMAL;
        this.bytes = draft.maxBytes() + aboutId(draft) + aboutDelivery(checked.arrival());
    }

    private static int aboutId(EventDraft draft) {
        return draft.repeatKey().isPresent() ? OWN_EVENT_BYTES : 0;
    }

    private static int aboutDelivery(Arrival arrival) {
        return arrival.delivery()
                .map(delivery -> PacketIdentifierEntry.maxBytes(delivery.clientId()))
                .orElse(0);
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public void write(Group group) {
        record(group);
        checked = null; // a sync holds up a thousand of these: all that they still need is their answer
        draft = null;
    }

    private void record(Group group) {
        Optional<Outcome.Accepted> received = received(group);
        if (received.isPresent()) {
            outcome = received.get();
            return;
        }
        long now = group.steadyMicros();
        boolean idIsTaken = idIsTaken(group, now);
        outcome = (idIsTaken ? repeat(group, now) : Optional.<Remembered>empty())
                .map(known -> new Outcome.Accepted(known.eventId(), known.sequenceNumber(), known.hash()))
                .orElseGet(() -> recordNew(group, idIsTaken));
        checked.arrival().delivery().ifPresent(delivery -> take(delivery, group));
    }

    /** How the message was recorded when it is one that came before under its packet identifier, which is not released. */
    private Optional<Outcome.Accepted> received(Group group) {
        return checked.arrival()
                .delivery()
                .filter(Delivery::mayBeRepeat)
                .flatMap(is -> group.state().sessions().received(is.clientId(), is.packetIdentifier()))
                .filter(before -> before.messageDigest().equals(checked.digest()))
                .map(before -> new Outcome.Accepted(before.eventId(), before.sequenceNumber(), before.eventHash()));
    }

    /** The packet identifier is taken as long as it is not released; nobody comes back to a session that is over. */
    private void take(Delivery delivery, Group group) {
        if (group.state().sessions().present(delivery.clientId())) {
            Received now = new Received(checked.digest(), outcome.eventId(), outcome.sequenceNumber(), outcome.hash());
            group.add(new PacketIdentifierEntry(delivery.clientId(), delivery.packetIdentifier(), Optional.of(now)));
        }
    }

    private Outcome.Accepted recordNew(Group group, boolean idIsTaken) {
        if (idIsTaken) {
            draft = drafts.makeUnderNewId(source(group));
        } else if (!draft.epoch().equals(group.epoch())) {
            draft = drafts.make(source(group));
        }
        EventEntry event = group.append(draft);
        gaps.recorded(group.state(), draft.deviceId(), draft.deviceSequence());
        trace.ifPresent(traced -> traced.recorded(event.hash()));
        if (idIsTaken) {
            reportConflict(group, "content_differs");
        } else if (draft.repeatKey()
                .filter(key -> !key.eventId().equals(key.deviceEventId()))
                .isPresent()) {
            reportConflict(group, "not_uuidv7");
        }
        return new Outcome.Accepted(draft.eventId(), event.sequenceNumber(), event.hash());
    }

    /** How this very message was recorded before. */
    private Optional<Remembered> repeat(Group group, long now) {
        RepeatWindow known = group.state().repeats();
        return draft.repeatKey()
                .flatMap(key -> known.find(draft.deviceId(), key.deviceEventId(), checked.digest(), now)
                        // What was recorded before digests were keyed is remembered by the plain one (docs/adr/0032)
                        .or(() -> known.find(draft.deviceId(), key.deviceEventId(), checked.plainDigest(), now)));
    }

    /** A message of this device came under the same id: this one, or another. */
    private boolean idIsTaken(Group group, long now) {
        return draft.repeatKey()
                .filter(key -> group.state().repeats().holds(draft.deviceId(), key.deviceEventId(), now))
                .isPresent();
    }

    private DraftMaker.Source source(Group group) {
        return new DraftMaker.Source(checked, group.epoch(), group.now());
    }

    private void reportConflict(Group group, String conflict) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("deviceId", draft.deviceId());
        payload.put("conflict", conflict);
        payload.put("deviceEventId", draft.repeatKey().orElseThrow().deviceEventId());
        payload.put("recordedEventId", draft.eventId());
        group.appendOwn("agent.id_conflict", payload);
    }

    @Override
    public void durable() {
        whenDurable.accept(outcome);
    }

    @Override
    public void refused() {
        whenDurable.accept(new Outcome.Busy(AcceptPipeline.RETRY_AFTER));
    }
}

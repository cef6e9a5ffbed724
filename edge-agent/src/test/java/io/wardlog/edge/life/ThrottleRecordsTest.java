package io.wardlog.edge.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.config.DataSize;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.edge.entry.Entry;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.fake.MemoryJournal;
import io.wardlog.edge.journal.JournalEntry;
import io.wardlog.edge.journal.SnapshotStore;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.edge.state.LoadedState;
import io.wardlog.edge.state.StateLoader;
import io.wardlog.edge.throttle.Admission;
import io.wardlog.edge.throttle.LimitsConfig;
import io.wardlog.edge.throttle.Stretches;
import io.wardlog.edge.throttle.Throttle;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.edge.writer.OwnEvents;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterLimits;
import io.wardlog.edge.writer.WriterObserver;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.Event;
import io.wardlog.event.SourceProtocol;
import io.wardlog.schema.SchemaRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is recorded of devices that send too much, also when the journal has no room for that at first. */
class ThrottleRecordsTest {

    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");

    private final AgentClock clock = AgentClock.system();
    private final MemoryJournal journal = new MemoryJournal();
    private final Stretches stretches = new Stretches();
    private final Throttle throttle = new Throttle(
            new LimitsConfig(
                    1, new DataSize(1 << 20), 1_000, new DataSize(1 << 24), Duration.ofSeconds(1), Optional.empty()),
            clock.nanoTime());

    private Writer writer() throws Exception {
        LoadedState found = new StateLoader(AGENT, journal).load(new SnapshotStore.Reading.Empty());
        Writer writer = new Writer(
                new Writer.Parts(
                        journal,
                        found.state(),
                        new OwnEvents(AGENT, SchemaRegistry.builtIn(), () -> 7),
                        clock,
                        (name, cause) -> {
                            throw new AssertionError(name, cause);
                        },
                        new WriterObserver() {
                            @Override
                            public void groupSynced(int entries, int events, long bytes, long nanos) {
                                // nobody measures
                            }

                            @Override
                            public void durableBelow(long ordinal) {
                                // nobody waits
                            }
                        }),
                WriterLimits.DEFAULT);
        new Epochs(() -> 7, "1").begin(writer, found, Optional.empty(), group -> {});
        writer.writeArrived();
        return writer;
    }

    private void flood(String deviceId) {
        Admission admission = new Admission(
                throttle,
                stretches,
                new Admission.Surroundings(arrival -> false, arrival -> false, (type, scope) -> {}, clock::nanoTime));
        DeviceIdentity device = new DeviceIdentity(deviceId, DeviceType.INFUSION_PUMP, AuthMethod.MTLS, Map.of());
        Arrival message = Arrival.of(device, SourceProtocol.TCP, new byte[1]);
        while (admission.mustWait(message).isEmpty()) {
            // it has some of its limit left
        }
    }

    /** Which devices are on record, in the order of the journal, and what of them. */
    private List<String> recorded() throws Exception {
        List<String> all = new ArrayList<>();
        for (JournalEntry entry : journal.entries()) {
            if (Entry.read(entry) instanceof EventEntry event
                    && Event.read(event.event()) instanceof Event.Reading.Value is
                    && is.event().eventType().equals("agent.rate_limited")) {
                all.add(is.event().payload().get("deviceId").textValue() + " "
                        + is.event().payload().get("phase").textValue());
            }
        }
        return all;
    }

    @Test
    void whatFindsNoRoomIsRecordedWhenThereIsSome() throws Exception {
        Writer writer = writer();
        ThrottleRecords records = new ThrottleRecords(new ThrottleRecords.Parts(writer, throttle, stretches, clock));
        journal.spent(true);
        flood("pump-1");
        records.look();
        writer.writeArrived();
        flood("pump-2");
        records.look();
        writer.writeArrived();
        assertThat(recorded()).isEmpty();

        journal.spent(false);
        records.look();
        writer.writeArrived();
        records.look();
        writer.writeArrived();
        assertThat(recorded()).containsExactly("pump-1 began", "pump-2 began");
    }
}

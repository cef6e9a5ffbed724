package io.wardlog.edge.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.entry.EntryFormatException;
import io.wardlog.edge.entry.SomeEntries;
import io.wardlog.edge.journal.Snapshot;
import io.wardlog.testkit.FuzzedParser;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** What an agent knew, as its disk has it: a state that can be written and read again as the same, or none. */
class SnapshotFuzzTest extends FuzzedParser {

    private static final AgentIdentity AGENT = new AgentIdentity("tenant-a", "hospital-1", "gateway-1");

    @Override
    protected Stream<byte[]> seeds() {
        AgentState state = new AgentState(AGENT);
        byte[] empty = bytes(state);
        AtomicLong ordinal = new AtomicLong();
        SomeEntries.all().forEach(entry -> state.apply(ordinal.getAndIncrement(), entry));
        return Stream.of(empty, bytes(state));
    }

    private static byte[] bytes(AgentState state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.toSnapshot().forEach(part -> {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        });
        return bytes.toByteArray();
    }

    @Override
    protected void parse(byte[] input) {
        try {
            byte[] written = bytes(AgentState.fromSnapshot(AGENT, new Snapshot(100, input)));
            assertThat(bytes(AgentState.fromSnapshot(AGENT, new Snapshot(100, written))))
                    .hasSameSizeAs(written);
        } catch (EntryFormatException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}

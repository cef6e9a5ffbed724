package io.wardlog.collector.consume;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.chain.EventHash;
import io.wardlog.testkit.FuzzedParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A record of the events' topic with another key, value or header: only what was published is sound. The first byte says which of them it is. */
class EventCheckFuzzTest extends FuzzedParser {

    private final byte[] event = new EventFixtures("pump-1").next(1).get(0);
    private final StoredRecord sound = EventFixtures.record(event, "pump-1", 5, Optional.empty());
    private final EventCheck check = new EventCheck();

    @Override
    protected Stream<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(List.of(
                headed(0, event),
                headed(1, sound.key()),
                headed(0, EventFixtures.sealed(EventHash.of(event), "schema_violation"))));
        for (int i = 0; i < sound.headers().size(); i++) {
            seeds.add(headed(2 + i, sound.headers().get(i).value()));
        }
        return seeds.stream();
    }

    @Override
    protected void parse(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        int which = Math.floorMod(input[0], 2 + sound.headers().size());
        List<StoredRecord.Header> headers = new ArrayList<>(sound.headers());
        if (which >= 2) {
            headers.set(
                    which - 2, new StoredRecord.Header(headers.get(which - 2).name(), bytes));
        }
        byte[] key = which == 1 ? bytes : sound.key();
        byte[] value = which == 0 ? bytes : sound.value();
        if (check.check(new StoredRecord(sound.source(), 5, 0, key, value, headers))
                instanceof Checked.Sound<EventRecord>) {
            assertThat(value).isEqualTo(event);
            assertThat(key).isEqualTo(sound.key());
        }
    }
}

package io.wardlog.edge.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.RepeatKey;
import io.wardlog.event.UuidV7;
import io.wardlog.hash.Hash;
import io.wardlog.hash.Sha256;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What is remembered of messages with ids, against a list that is searched from end to end. */
class RepeatWindowTest {

    private static final long HOUR = 3600L * 1_000_000;

    private final RepeatWindow window = new RepeatWindow(RepeatWindow.MOST_IN_ALL);
    private final List<EventEntry> model = new ArrayList<>();
    private long number;

    @Property(tries = 200)
    void knowsWhatAPlainListKnows(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int steps) throws Exception {
        Random random = new Random(seed);
        int ids = random.nextBoolean() ? 60 : 400; // with many, chunks grow; when all expire together, they shrink
        long now = HOUR;
        RepeatWindow tested = new RepeatWindow();
        model.clear(); // jqwik makes one instance for all tries
        for (int step = 0; step < steps; step++) {
            now += random.nextInt(900_000) * 1_000L;
            if (random.nextInt(100) == 0) {
                now += RepeatWindow.WINDOW_MICROS - random.nextInt(900_000) * 10_000L;
            }
            if (random.nextInt(20) == 0) {
                tested.expire(now);
            }
            if (random.nextInt(40) == 0) {
                tested = reread(tested);
            }
            EventEntry event = event("pump-" + random.nextInt(3), id(random.nextInt(ids)), random.nextInt(3), now);
            if (modelFind(event, now).isEmpty()) {
                model.add(event);
            }
            tested.add(event, now);
            EventEntry asked = event("pump-" + random.nextInt(3), id(random.nextInt(ids)), random.nextInt(3), now);
            RepeatKey key = asked.repeatKey().orElseThrow();
            assertThat(tested.find(asked.deviceId(), key.deviceEventId(), key.messageDigest(), now))
                    .isEqualTo(modelFind(asked, now));
            assertThat(tested.holds(asked.deviceId(), key.deviceEventId(), now)).isEqualTo(modelHolds(asked, now));
        }
    }

    @Test
    void aDeviceHasItsShareAndTheEldestGo() {
        for (int i = 0; i < RepeatWindow.PER_DEVICE + 10; i++) {
            window.add(event("pump-1", id(i), 0, HOUR + i), HOUR + i);
        }
        assertThat(window.size()).isEqualTo(RepeatWindow.PER_DEVICE);
        assertThat(window.holds("pump-1", id(9), 2 * HOUR)).isFalse();
        assertThat(window.holds("pump-1", id(10), 2 * HOUR)).isTrue();
        assertThat(window.holds("pump-1", id(RepeatWindow.PER_DEVICE + 9), 2 * HOUR))
                .isTrue();
    }

    @Test
    void inAllTheyFitTheHeapAndTheYoungestStay() {
        window.add(event("pump-quiet", id(1), 0, HOUR), HOUR);
        int each = RepeatWindow.PER_DEVICE;
        for (int device = 0; device < 6; device++) {
            for (int i = 0; i < each; i++) {
                window.add(event("pump-" + device, id(i), 0, HOUR + i), HOUR + i);
            }
        }
        assertThat(window.size()).isBetween(RepeatWindow.MOST_IN_ALL * 3 / 4, RepeatWindow.MOST_IN_ALL);
        assertThat(window.holds("pump-quiet", id(1), HOUR)).isTrue();
        for (int device = 0; device < 6; device++) {
            assertThat(window.holds("pump-" + device, id(each - 1), 2 * HOUR)).isTrue();
        }
    }

    @Test
    void whatTheyMayBeFollowsTheHeap() {
        assertThat(RepeatWindow.fitting(256L << 20)).isEqualTo(279_620);
        assertThat(RepeatWindow.fitting(1L << 20)).isEqualTo(10_000);
        assertThat(RepeatWindow.fitting(8L << 30)).isEqualTo(RepeatWindow.MOST_IN_ALL);
    }

    @Test
    void aWindowOfALargerHeapIsCutToFitASmallerOne() throws Exception {
        RepeatWindow large = new RepeatWindow(RepeatWindow.MOST_IN_ALL);
        for (int i = 0; i < RepeatWindow.PER_DEVICE; i++) {
            large.add(event("pump-1", id(i), 0, HOUR + i), HOUR + i);
        }
        RepeatWindow small = reread(large, 20_000);
        assertThat(small.size()).isBetween(15_000, 20_000);
        assertThat(small.holds("pump-1", id(RepeatWindow.PER_DEVICE - 1), 2 * HOUR))
                .isTrue();
    }

    /** A snapshot is written while the writer goes on: what it shows is what was known when it was taken. */
    @Test
    void aSnapshotIsNotChangedByWhatComesAfterIt() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            window.add(event("pump-1", id(i), 0, HOUR + i), HOUR + i);
        }
        FieldsWriter out = new FieldsWriter(16);
        window.write(out);
        List<ByteBuffer> taken = out.toParts();
        byte[] before = whole(taken);
        window.expire(HOUR + 100 + RepeatWindow.WINDOW_MICROS);
        for (int i = 0; i < 2_000; i++) {
            window.add(event("pump-1", id(5_000 + i), 0, HOUR + 10_000 + i), HOUR + 10_000 + i);
        }
        window.expire(10 * HOUR + RepeatWindow.WINDOW_MICROS);
        assertThat(window.size()).isZero();
        for (int i = 0; i < 3_000; i++) {
            window.add(event("pump-1", id(i), 1, 20 * HOUR + i), 20 * HOUR + i);
        }
        assertThat(whole(taken)).isEqualTo(before);
        assertThat(Fields.readAll(before, RepeatWindow::read).size()).isEqualTo(1_000);
    }

    @Test
    void recordsThatAreNumberedAnewAreFound() {
        DeviceRepeats repeats = new DeviceRepeats(7, 1_000);
        for (int i = 0; i < 5_000; i++) {
            repeats.add(event("pump-1", id(i), 0, HOUR + i), HOUR + i);
            repeats.dropEldest(Math.max(0, repeats.size() - 700));
            assertThat(repeats.find(id(i), digest(0), HOUR)).isPresent();
            assertThat(repeats.holds(id(Math.max(0, i - 699)), HOUR)).isTrue();
            assertThat(repeats.holds(id(i - 700), HOUR)).isFalse();
        }
        assertThat(repeats.size()).isEqualTo(700);
    }

    /** A pump whose program gives each message the same id: a look at it must not take the longer the more it has sent. */
    @Test
    void messagesThatAllHaveOneIdAreFoundInAFewSteps() {
        DeviceRepeats repeats = new DeviceRepeats(7);
        for (int i = 0; i < RepeatWindow.PER_DEVICE; i++) {
            repeats.add(event("pump-1", "1", i, HOUR + i), HOUR + i);
        }
        assertThat(repeats.longestRun()).isLessThan(200);
        assertThat(repeats.find("1", digest(17), HOUR)).isPresent();
        assertThat(repeats.find("1", digest(-1), HOUR)).isEmpty();
        repeats.dropEldest(RepeatWindow.PER_DEVICE - 1);
        assertThat(repeats.find("1", digest(17), HOUR)).isEmpty();
        assertThat(repeats.find("1", digest(RepeatWindow.PER_DEVICE - 1), HOUR)).isPresent();
        assertThat(repeats.dropEldest(1)).isEqualTo(1);
        assertThat(repeats.holds("1", HOUR)).isFalse();
    }

    /** Both halves of each end with the same bits, which an exclusive or of the halves loses. */
    @Test
    void idsThatWereChosenToCrowdDoNot() {
        DeviceRepeats repeats = new DeviceRepeats(7);
        for (int i = 0; i < RepeatWindow.PER_DEVICE; i++) {
            long half = i;
            repeats.add(event("pump-1", UuidV7.next(Instant.EPOCH, () -> half), 0, HOUR + i), HOUR + i);
        }
        assertThat(repeats.size()).isEqualTo(RepeatWindow.PER_DEVICE);
        assertThat(repeats.longestRun()).isLessThan(200);
    }

    private static RepeatWindow reread(RepeatWindow window) throws Exception {
        return reread(window, RepeatWindow.MOST_IN_ALL);
    }

    private static RepeatWindow reread(RepeatWindow window, int inAll) throws Exception {
        FieldsWriter out = new FieldsWriter(16);
        window.write(out);
        return Fields.readAll(whole(out.toParts()), in -> RepeatWindow.read(in, inAll));
    }

    private static byte[] whole(List<ByteBuffer> parts) {
        ByteBuffer all = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(part -> all.put(part.duplicate()));
        return all.array();
    }

    private Optional<EventEntry> newest(EventEntry like, boolean sameBytes, long now) {
        return model.stream()
                .filter(known -> known.deviceId().equals(like.deviceId()))
                .filter(known -> now - known.ingestionMicros() <= RepeatWindow.WINDOW_MICROS)
                .filter(known -> keyOf(known).deviceEventId().equals(keyOf(like).deviceEventId()))
                .filter(known -> !sameBytes
                        || keyOf(known).messageDigest().equals(keyOf(like).messageDigest()))
                .reduce((one, later) -> later);
    }

    private Optional<Remembered> modelFind(EventEntry like, long now) {
        return newest(like, true, now)
                .map(known -> new Remembered(keyOf(known).eventId(), known.sequenceNumber(), known.hash()));
    }

    private boolean modelHolds(EventEntry like, long now) {
        return newest(like, false, now).isPresent();
    }

    private static RepeatKey keyOf(EventEntry event) {
        return event.repeatKey().orElseThrow();
    }

    /** Every third is no UUID. */
    private static String id(int which) {
        return which % 3 == 0 ? "message " + which : UuidV7.next(Instant.EPOCH, () -> which);
    }

    private EventEntry event(String deviceId, String deviceEventId, int bytes, long atMicros) {
        number++;
        Hash digest = digest(bytes);
        String eventId = UuidV7.next(Instant.ofEpochMilli(1), () -> number);
        RepeatKey key = new RepeatKey(deviceEventId, digest, eventId);
        byte[] none = new byte[0];
        return EventEntry.of(
                new EventEntry.About(deviceId, number, atMicros, -1, Optional.of(key)), digest, none, none);
    }

    private static Hash digest(int of) {
        return Sha256.of(ByteBuffer.allocate(4).putInt(of).array());
    }
}

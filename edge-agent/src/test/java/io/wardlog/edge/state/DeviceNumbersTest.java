package io.wardlog.edge.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.entry.EventEntry;
import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.state.DeviceNumbers.Missing;
import io.wardlog.hash.Sha256;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Which of a device's own numbers are missing, whatever order they come in. */
class DeviceNumbersTest {

    private static final String PUMP = "pump-1";

    private DeviceNumbers numbers = new DeviceNumbers();
    private long now;

    private void come(long... given) {
        for (long number : given) {
            come(PUMP, number);
        }
    }

    private void come(String deviceId, long number) {
        numbers.apply(
                EventEntry.of(
                        new EventEntry.About(deviceId, 1, 0, number, Optional.empty()),
                        Sha256.of(),
                        new byte[0],
                        new byte[0]),
                now);
    }

    private List<String> missing() {
        return numbers.due(now, 1_000).stream()
                .map(one -> one.hole().first() + "-" + one.hole().last())
                .toList();
    }

    @Test
    void numbersWithoutAHoleMissNothing() {
        come(7, 8, 9);
        come("pump-2", 3);
        assertThat(missing()).isEmpty();
    }

    @Test
    void aJumpIsAHoleUntilItIsDeclared() {
        come(7, 9, 13);
        assertThat(missing()).containsExactly("8-8", "10-12");
        assertThat(numbers.waiting()).isEqualTo(1);
        numbers.declared(PUMP, 8, 8);
        assertThat(missing()).containsExactly("10-12");
        numbers.declared(PUMP, 10, 12);
        assertThat(missing()).isEmpty();
        assertThat(numbers.waiting()).isZero();
        come(8, 14);
        assertThat(missing()).as("late, and declared already").isEmpty();
    }

    @Test
    void whatComesLateIsNotMissing() {
        come(7, 12, 10);
        assertThat(missing()).containsExactly("8-9", "11-11");
        come(11, 8, 9);
        assertThat(missing()).isEmpty();
    }

    @Test
    void aHoleIsDueWhenItIsOldEnough() {
        come(7, 9);
        now = 30;
        come(12);
        assertThat(numbers.due(29, 10)).extracting(one -> one.hole().first()).containsExactly(8L);
    }

    @Test
    void aCounterThatBeginsAnewMissesNothingInBetween() {
        come(5_000, 1, 2);
        come("pump-2", 400);
        come("pump-2", 0);
        come("pump-2", 1);
        assertThat(missing()).isEmpty();
        come(4);
        assertThat(missing()).containsExactly("3-3");
    }

    @Test
    void aLateRepeatOfTheFirstMessagesIsNoNewBeginning() {
        come(1, 2, 3, 1, 4, 6);
        assertThat(missing()).containsExactly("5-5");
    }

    /** All of these are under way at once, when a device has just begun to count. */
    @Test
    void theFirstMessagesMayComeLateInAnyOrder() {
        come(2, 3, 5, 6, 1, 4, 7);
        assertThat(missing()).isEmpty();
    }

    @Test
    void whatWasRefusedIsWhyWhenThatIsEnough() {
        come(1);
        numbers.refused(PUMP, 2);
        come(4);
        numbers.refused(PUMP, 2);
        come(8);
        numbers.refused("pump-2", 1);
        assertThat(numbers.due(now, 10)).extracting(one -> one.hole().refused()).containsExactly(true, false);
    }

    @Test
    void behindDamageNothingIsMissingThatIsNotMissingBefore() {
        come(1, 3);
        numbers.forgetCounts();
        come(9, 10);
        assertThat(missing()).containsExactly("2-2");
        numbers.forgetCounts();
        come(8, 11);
        assertThat(missing()).as("what is late says nothing").containsExactly("2-2");
    }

    @Test
    void aDeviceThatJumpsAtRandomIsOneHoleAndOthersHaveTheirTurn() {
        Random random = new Random(42);
        come("pump-2", 1);
        come("pump-2", 3);
        for (int i = 0; i < 10_000; i++) {
            come(Math.abs(random.nextLong() % 1_000_000));
        }
        List<Missing> due = numbers.due(now, 2);
        assertThat(due).extracting(Missing::deviceId).containsExactly("pump-2", PUMP);
        Missing all = due.get(1);
        numbers.declared(PUMP, all.hole().first(), all.hole().last());
        assertThat(numbers.due(now, 10)).hasSize(1);
        assertThat(written()).as("bytes of a snapshot").isLessThan(4_000);
    }

    /** More holes than are told apart, while numbers are still under way. */
    @Test
    void whatComesLateIsNotMissingEitherBehindManyHoles() {
        come(0);
        for (int i = 1; i <= 100; i++) {
            come(10L * i);
        }
        come(999, 997);
        assertThat(missing()).containsExactly("1-998");
        come(998, 1, 2);
        assertThat(missing()).containsExactly("3-996");
    }

    private int written() {
        FieldsWriter out = new FieldsWriter(64);
        numbers.write(out);
        return out.toParts().stream().mapToInt(ByteBuffer::remaining).sum();
    }

    /** Whatever order messages in flight come in, and wherever it restarts: what is missing is what never came. */
    @Property(tries = 200)
    void exactlyWhatNeverComesIsMissing(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int inFlight, @ForAll @IntRange(max = 4) int lost)
            throws Exception {
        Random random = new Random(seed);
        Set<Long> never = new TreeSet<>();
        for (int i = 0; i < lost; i++) {
            never.add(2 + (long) random.nextInt(198));
        }
        List<Long> left = new ArrayList<>(LongStream.rangeClosed(2, 199)
                .filter(number -> !never.contains(number))
                .boxed()
                .toList());
        numbers = new DeviceNumbers();
        come(1);
        while (!left.isEmpty()) {
            come(left.remove(random.nextInt(Math.min(inFlight, left.size()))));
            if (random.nextInt(20) == 0) {
                restart();
            }
        }
        come(200);
        Set<Long> found = new TreeSet<>();
        numbers.due(now, 10)
                .forEach(one -> LongStream.rangeClosed(
                                one.hole().first(), one.hole().last())
                        .forEach(number -> assertThat(found.add(number)).isTrue()));
        assertThat(found).isEqualTo(never);
    }

    private void restart() throws Exception {
        FieldsWriter out = new FieldsWriter(64);
        numbers.write(out);
        numbers = Fields.readAll(out.toBytes(), DeviceNumbers::read);
    }
}

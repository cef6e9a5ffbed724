package io.wardlog.edge.life;

import static io.wardlog.edge.life.BufferLevel.CRITICAL_ONLY;
import static io.wardlog.edge.life.BufferLevel.FILLING;
import static io.wardlog.edge.life.BufferLevel.FULL;
import static io.wardlog.edge.life.BufferLevel.NORMAL;
import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.journal.JournalLimits;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.RoomFor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a level begins and when it ends. */
class BufferLevelTest {

    private static final long GIB = 1L << 30;

    private final JournalLimits limits = JournalLimits.DEFAULT;
    private BufferLevel level = NORMAL;

    /** A journal of 8 GiB of which a part is used, on a disk that has room. */
    private record Space(double used, JournalLimits limits) implements JournalSpace {
        @Override
        public boolean hasRoomFor(long bytes, RoomFor what) {
            throw new AssertionError("a level is no matter of the file that is being written");
        }

        @Override
        public long roomFor(RoomFor what) {
            double most = what == RoomFor.ORDINARY ? JournalLimits.ORDINARY_UP_TO : 1;
            return Math.max(
                    0,
                    Math.min(
                            (long) ((most - used) * capacityBytes()),
                            (long) ((1 - used) * capacityBytes()) - limits.kept(what)));
        }

        @Override
        public long usedBytes() {
            return (long) (used * capacityBytes());
        }

        @Override
        public long quotaBytes() {
            return 8 * GIB;
        }

        @Override
        public long capacityBytes() {
            return 8 * GIB;
        }

        @Override
        public long diskFreeBytes() {
            return GIB;
        }
    }

    private BufferLevel at(double percent) {
        level = BufferLevel.of(new Space(percent / 100, limits), level);
        return level;
    }

    @Test
    void theyBeginAtEightyNinetyFiveAndAHundred() {
        assertThat(at(0)).isEqualTo(NORMAL);
        assertThat(at(79.9)).isEqualTo(NORMAL);
        assertThat(at(80.1)).isEqualTo(FILLING);
        assertThat(at(94.9)).isEqualTo(FILLING);
        assertThat(at(95)).isEqualTo(CRITICAL_ONLY);
        assertThat(at(99.9)).isEqualTo(CRITICAL_ONLY);
        assertThat(at(100)).isEqualTo(FULL);
    }

    @Test
    void eachEndsATwentiethBelowWhereItBegan() {
        at(100);
        assertThat(at(96)).isEqualTo(FULL);
        assertThat(at(94)).isEqualTo(CRITICAL_ONLY);
        assertThat(at(90.5)).isEqualTo(CRITICAL_ONLY);
        assertThat(at(89)).isEqualTo(FILLING);
        assertThat(at(75.1)).isEqualTo(FILLING);
        assertThat(at(74.9)).isEqualTo(NORMAL);
    }

    @Test
    void whatHoversAtAnEdgeIsSaidOnce() {
        int changes = 0;
        for (double edge : List.of(80.0, 95.0)) {
            for (int i = 0; i < 100; i++) {
                BufferLevel before = level;
                changes += at(edge + (i % 2 == 0 ? 1 : -1)) == before ? 0 : 1;
            }
        }
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void anEmptiedJournalIsNormalAtOnce() {
        at(100);
        assertThat(at(10)).isEqualTo(NORMAL);
    }
}

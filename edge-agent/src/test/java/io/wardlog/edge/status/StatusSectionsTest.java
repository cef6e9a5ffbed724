package io.wardlog.edge.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.batch.ConfirmedHead;
import io.wardlog.config.DataSize;
import io.wardlog.edge.forward.ClockOffset;
import io.wardlog.edge.forward.ForwardProgress;
import io.wardlog.edge.forward.Forwarder;
import io.wardlog.edge.journal.JournalConfig;
import io.wardlog.edge.journal.JournalSpace;
import io.wardlog.edge.journal.RoomFor;
import io.wardlog.edge.life.BufferLevel;
import io.wardlog.edge.listen.ListenMetrics;
import io.wardlog.edge.writer.AgentClock;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each part of the status with what it is made of in hand. */
class StatusSectionsTest {

    private static final Duration SILENT = Duration.ofSeconds(45);

    private final Hands clock = new Hands();
    private final ObjectNode status = JsonNodeFactory.instance.objectNode();

    private static final class Hands implements AgentClock {
        private Instant now = Instant.parse("2026-11-26T12:00:00Z");

        void advance(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public long nanoTime() {
            return AgentClock.micros(now) * 1_000;
        }
    }

    private List<String> find(StatusSection section) {
        List<String> codes = new ArrayList<>();
        section.describe(status, finding -> codes.add(finding.code().wireName()));
        return codes;
    }

    /** A journal that uses so much of a quota of 1000. */
    private record Space(long usedBytes, long diskFreeBytes) implements JournalSpace {
        @Override
        public boolean hasRoomFor(long bytes, RoomFor what) {
            throw new AssertionError("the level says so");
        }

        @Override
        public long roomFor(RoomFor what) {
            return Math.max(0, capacityBytes() - usedBytes);
        }

        @Override
        public long capacityBytes() {
            return diskFreeBytes < 0 ? quotaBytes() : Math.min(quotaBytes(), usedBytes + diskFreeBytes);
        }

        @Override
        public long quotaBytes() {
            return 1_000;
        }
    }

    private static JournalConfig written(boolean insecureWithoutSync) {
        DataSize segment = new DataSize(4 << 20);
        return new JournalConfig(
                new DataSize(16 << 20),
                segment,
                new DataSize(1 << 20),
                JournalConfig.Kind.SEGMENT,
                insecureWithoutSync);
    }

    @ParameterizedTest
    @CsvSource({
        "799, 5000, NORMAL, 79, ''",
        "760, 5000, FILLING, 76, disk_filling",
        "800, 5000, FILLING, 80, disk_filling",
        "950, 5000, CRITICAL_ONLY, 95, disk_critical",
        "1000, 5000, FULL, 100, disk_full",
        "1064, 5000, CRITICAL_ONLY, 100, disk_critical",
        "100, 20, FILLING, 83, disk_filling",
        "100, 0, FULL, 100, disk_full",
        "100, -1, NORMAL, 10, ''"
    })
    void theDiskIsSaidToFillAtEightyNinetyFiveAndAHundred(
            long used, long free, BufferLevel level, int percent, String code) {
        List<String> codes = find(new DiskSection(new Space(used, free), written(false), 0, () -> level));
        assertThat(status.path("journal").path("usedPercent").asInt()).isEqualTo(percent);
        assertThat(status.path("journal").path("meaning").asText()).isEqualTo(level.meaning());
        assertThat(codes).isEqualTo(code.isEmpty() ? List.of() : List.of(code));
    }

    @Test
    void aJournalThatCouldNotBeReadBackIsSaidToBeDamaged() {
        assertThat(find(new DiskSection(new Space(1, 5_000), written(false), 2, () -> BufferLevel.NORMAL)))
                .containsExactly("journal_damaged");
        assertThat(status.path("journal").path("synced").asBoolean()).isTrue();
    }

    @Test
    void aJournalThatIsNotSyncedIsNotWell() {
        assertThat(find(new DiskSection(new Space(1, 5_000), written(true), 0, () -> BufferLevel.NORMAL)))
                .containsExactly("journal_not_synced");
        assertThat(status.path("journal").path("kind").asText()).isEqualTo("segment");
        assertThat(status.path("journal").path("synced").asBoolean(true)).isFalse();
    }

    private ForwardProgress progress(Optional<ConfirmedHead.Status> custody, Duration oldest) {
        return progress(Forwarder.State.SENDING, custody, oldest, "");
    }

    private ForwardProgress progress(
            Forwarder.State state, Optional<ConfirmedHead.Status> custody, Duration oldest, String problem) {
        long now = AgentClock.micros(clock.now());
        return new ForwardProgress(
                state,
                new ForwardProgress.Heard(
                        true, Optional.of(new ForwardProgress.Moment(now, clock.nanoTime())), Optional.empty()),
                0,
                0,
                new ForwardProgress.Backlog(1, 1, now - oldest.toNanos() / 1_000),
                new ForwardProgress.Confirmation(3, custody),
                problem);
    }

    @Test
    void aReceiptCountsForSoLongAndNoLonger() {
        ForwardProgress is = progress(Optional.empty(), Duration.ZERO);
        UplinkSection uplink = new UplinkSection(() -> is, () -> 1, clock, SILENT);
        clock.advance(SILENT);
        assertThat(find(uplink)).isEmpty();
        assertThat(uplink.isConnected()).isTrue();
        clock.advance(Duration.ofNanos(1_000));
        assertThat(find(uplink)).containsExactly("uplink_not_connected");
        assertThat(uplink.isConnected()).isFalse();
        assertThat(status.path("uplink").path("lastReceiptSecondsAgo").asLong()).isEqualTo(45);
    }

    @Test
    void whereItAnswersAndNothingCouldBeSentTheDiskIsNamed() {
        ForwardProgress is = progress(Optional.empty(), Duration.ZERO);
        clock.advance(SILENT.multipliedBy(2));
        List<String> details = new ArrayList<>();
        new UplinkSection(() -> is, () -> 1, clock, SILENT).describe(status, finding -> details.add(finding.detail()));
        assertThat(details)
                .containsExactly(
                        "no receipt for 90 s; it answers, but no batch could be written and sent: look at the disk");
    }

    @ParameterizedTest
    @CsvSource({
        "AWAITING_ANSWER, no receipt for 90 s; no answer, no answer",
        "SENDING, 'no receipt for 90 s; it answers, but no batch could be written and sent: look at the disk', ''"
    })
    void whatFailedIsSaidWhileTheNextBatchIsOnItsWayAndNotWhereNoneCouldBeSent(
            Forwarder.State state, String detail, String problem) {
        ForwardProgress is = progress(state, Optional.empty(), Duration.ZERO, "no answer");
        UplinkSection uplink = new UplinkSection(() -> is, () -> 1, clock, SILENT);
        assertThat(find(uplink)).as("a receipt came lately").isEmpty();
        assertThat(status.path("uplink").has("problem")).isFalse();
        clock.advance(SILENT.multipliedBy(2));
        List<String> details = new ArrayList<>();
        uplink.describe(status, finding -> details.add(finding.detail()));
        assertThat(details).containsExactly(detail);
        assertThat(status.path("uplink").path("problem").asText()).isEqualTo(problem);
    }

    @Test
    void aBacklogThatIsOldAlthoughReceiptsComeIsSaid() {
        ForwardProgress is = progress(Optional.of(ConfirmedHead.Status.OK), Duration.ofSeconds(301));
        assertThat(find(new UplinkSection(() -> is, () -> 1, clock, SILENT))).containsExactly("backlog_old");
    }

    @ParameterizedTest
    @EnumSource(ConfirmedHead.Status.class)
    void whatCustodyReportsIsSaid(ConfirmedHead.Status said) {
        ForwardProgress is = progress(Optional.of(said), Duration.ZERO);
        assertThat(find(new UplinkSection(() -> is, () -> 1, clock, SILENT)))
                .isEqualTo(said == ConfirmedHead.Status.OK ? List.of() : List.of("custody_" + said.wireName()));
    }

    @ParameterizedTest
    @CsvSource({"-61_000_000, ahead of", "61_000_000, behind"})
    void aClockThatIsMoreThanAMinuteOffIsSaid(String micros, String where) {
        long ahead = Long.parseLong(micros.replace("_", ""));
        List<String> found = new ArrayList<>();
        new ClockSection(() -> Optional.of(new ClockOffset(ahead, 500_000)))
                .describe(status, finding -> found.add(finding.code().wireName() + ": " + finding.detail()));
        assertThat(found).containsExactly("clock_off: the gateway's clock is 61 s " + where + " the collector's");
        assertThat(find(new ClockSection(() -> Optional.of(new ClockOffset(ahead, 2_000_000)))))
                .as("it may be less than a minute")
                .isEmpty();
        assertThat(find(new ClockSection(Optional::empty))).isEmpty();
    }

    @Test
    void ratesAreThoseOfTheLastMinute() {
        AgentMetrics metrics = new AgentMetrics();
        Rates rates = new Rates(metrics, () -> 0, clock);
        messages(metrics, 10);
        clock.advance(Duration.ofSeconds(5));
        assertThat(accepted(rates)).isEqualTo(2.0);
        for (int i = 0; i < 20; i++) {
            messages(metrics, 30);
            clock.advance(Rates.INTERVAL);
            rates.sample();
        }
        assertThat(accepted(rates)).isEqualTo(3.0);
        metrics.answered(SourceProtocol.MQTT, "schema_violation");
        rates.describe(status, finding -> {});
        assertThat(status.path("rates").path("overSeconds").asInt()).isEqualTo(50);
        assertThat(status.path("rates").path("rejectedPerSecond").asDouble()).isZero();
    }

    private static void messages(AgentMetrics metrics, int count) {
        for (int i = 0; i < count; i++) {
            metrics.answered(SourceProtocol.MQTT, ListenMetrics.ACCEPTED);
        }
    }

    private double accepted(Rates rates) {
        rates.describe(status, finding -> {});
        return status.path("rates").path("acceptedPerSecond").asDouble();
    }
}

package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WhoCanTellTest {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final FakeClock clock = new FakeClock();

    private WhoCanTell of(int collectors) {
        return new WhoCanTell(collectors, PATIENCE, clock);
    }

    @Test
    void theOnlyOneIsEnough() {
        WhoCanTell who = of(1);
        assertThat(who.isNobody()).isFalse();
        who.cannotTell(0);
        assertThat(who.isNobody()).isTrue();
    }

    @Test
    void oneThatSaysSoTwiceIsStillOne() {
        WhoCanTell who = of(2);
        who.cannotTell(0);
        who.cannotTell(0);
        assertThat(who.isNobody()).isFalse();
        who.notHeard(1);
        who.cannotTell(0);
        assertThat(who.isNobody()).isFalse();
        who.cannotTell(1);
        assertThat(who.isNobody()).isTrue();
    }

    @Test
    void oneThatIsSilentForTheWholePatienceWhileAnotherIsHeardIsGone() {
        WhoCanTell who = of(3);
        who.cannotTell(0);
        who.notHeard(1);
        who.cannotTell(2);
        clock.advance(PATIENCE.minusMillis(1));
        who.notHeard(1);
        who.cannotTell(0);
        assertThat(who.isNobody()).isFalse();
        clock.advance(Duration.ofMillis(1));
        who.cannotTell(2);
        assertThat(who.isNobody()).isTrue();
    }

    @Test
    void oneThatIsHeardInBetweenIsWaitedForAnew() {
        WhoCanTell who = of(2);
        who.notHeard(1);
        who.cannotTell(0);
        clock.advance(PATIENCE);
        who.answered(1);
        who.cannotTell(0);
        assertThat(who.isNobody()).isFalse();
        who.notHeard(1);
        assertThat(who.isNobody()).isFalse();
        clock.advance(PATIENCE);
        assertThat(who.isNobody()).isTrue();
    }

    /** After a power cut of the house: the agent is up first, then one collector, then the other. */
    @Test
    void whileNobodyIsHeardNobodyIsGone() {
        WhoCanTell who = of(2);
        who.notHeard(0);
        who.notHeard(1);
        clock.advance(PATIENCE.multipliedBy(10));
        who.cannotTell(0);
        assertThat(who.isNobody()).isFalse();
        clock.advance(PATIENCE);
        who.cannotTell(0);
        assertThat(who.isNobody()).isTrue();
    }

    @Test
    void whoSaidThatItCannotTellAndIsThenSilentMayKnowMeanwhile() {
        WhoCanTell who = of(2);
        who.cannotTell(0);
        who.notHeard(0);
        who.cannotTell(1);
        assertThat(who.isNobody()).isFalse();
    }

    @Test
    void whenTheWordIsKnownAllBeginAnew() {
        WhoCanTell who = of(2);
        who.cannotTell(0);
        who.notHeard(1);
        clock.advance(PATIENCE);
        who.told();
        who.cannotTell(0);
        assertThat(who.isNobody()).isFalse();
    }
}

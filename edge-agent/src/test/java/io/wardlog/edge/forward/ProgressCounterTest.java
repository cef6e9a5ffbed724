package io.wardlog.edge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.writer.AgentClock;
import org.junit.jupiter.api.Test;

class ProgressCounterTest {

    private final ProgressCounter progress = new ProgressCounter(AgentClock.system());

    @Test
    void anEventThatIsBeingSealedWaitsNoLonger() {
        progress.waiting(5, 1, 10);
        progress.sealing(3, 1);
        assertThat(progress.unsentEvents()).isEqualTo(5);
        progress.waiting(4, 1, 12); // two more were read
        assertThat(progress.unsentEvents()).isEqualTo(7);
    }
}

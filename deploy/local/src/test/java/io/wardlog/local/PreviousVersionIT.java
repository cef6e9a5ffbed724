package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * This version and the one before it, in both directions, as packaged processes: a hospital upgrades its collectors first and its gateways one by one,
 * for weeks. Runs with {@code -Pprevious}, because it builds the previous version.
 */
class PreviousVersionIT {
    private static final long EVENTS = 500;
    private static final double RATE = 250;

    private static PreviousBuild previous;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(Boolean.getBoolean("wardlog.previous"), "builds the previous version: run with -Pprevious");
        Optional<String> tag = PreviousBuild.tag();
        assumeTrue(tag.isPresent(), "there is no tag v* below this commit, so no previous version");
        previous = PreviousBuild.of(tag.get());
    }

    @AfterAll
    static void remove() throws Exception {
        if (previous != null) {
            previous.close();
        }
    }

    @Test
    void thePreviousAgentBringsItsEventsToThisCollector() throws Exception {
        assertEveryEventArrivesOnce(previous.modules(), Modules.ofThisBuild());
    }

    @Test
    void thisAgentBringsItsEventsToThePreviousCollector() throws Exception {
        assertEveryEventArrivesOnce(Modules.ofThisBuild(), previous.modules());
    }

    private static void assertEveryEventArrivesOnce(Modules agents, Modules collectors) throws Exception {
        try (Stack stack = Stack.start(new Stack.Setup(agents, collectors, made -> {}))) {
            Stack.Simulation simulation = stack.simulate(EVENTS, RATE);
            assertThat(simulation.await()).as(simulation.output()).isZero();
            Path export = stack.exportWith(simulation.acknowledged());
            ExportCheck check = ExportCheck.of(export, List.of(simulation.acknowledged()));
            assertThat(check.acknowledged()).isGreaterThanOrEqualTo(EVENTS);
            assertThat(check.exactlyOnce()).as(check.toText()).isTrue();
            Stack.Verification verification = stack.verify(export);
            assertThat(verification.exit()).as(verification.output()).isZero();
        }
    }
}

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
 * for weeks. Runs with {@code -Pcampaign} as soon as there is a version before this one, which it builds. Devices and configurations are those of the
 * previous version: nothing new is switched on.
 */
class PreviousVersionIT {
    private static final long EVENTS = 500;
    private static final double RATE = 250;

    private static PreviousBuild previous;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(
                Boolean.getBoolean("wardlog.campaign") || System.getProperty("wardlog.previous.tag") != null,
                "builds the previous version: run with -Pcampaign, or name it with -Dwardlog.previous.tag");
        Optional<String> tag = PreviousBuild.tag();
        assumeTrue(
                tag.isPresent(),
                "skipped: git describe finds no tag v* below this commit, so there is no previous version. If there is one,"
                        + " this clone lacks it: git fetch --tags --unshallow");
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
        Stack.Preparation fit = made -> fit(made, agents, collectors);
        try (Stack stack = Stack.start(new Stack.Setup(agents, collectors, previous.modules(), fit))) {
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

    /** Each process has a configuration that its version takes. */
    private static void fit(Stack stack, Modules agents, Modules collectors) throws Exception {
        Path agent = stack.layout.agentConfig(DemoNames.agent(Stack.WARD));
        Path collector = stack.layout.collectorConfig();
        OlderConfig.fit(agent, () -> stack.run("check-agent", agents.agent(checkConfig(agent))));
        OlderConfig.fit(collector, () -> stack.run("check-collector", collectors.collector(checkConfig(collector))));
    }

    private static List<String> checkConfig(Path file) {
        return List.of("check-config", "--config", file.toString());
    }
}

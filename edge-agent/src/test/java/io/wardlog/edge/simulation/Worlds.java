package io.wardlog.edge.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Around the tests of a class: what all worlds have in common, signatures that cost little, and no log, as a world is full of what is worth a line. */
final class Worlds implements BeforeAllCallback, AfterAllCallback {

    private Simulation.Common common;
    private Level level;

    @Override
    public void beforeAll(ExtensionContext tests) {
        CheapKey.register();
        common = Simulation.Common.make();
        level = logger().getLevel();
        logger().setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        CheapKey.unregister();
        logger().setLevel(level);
    }

    Simulation.Common common() {
        return common;
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.wardlog");
    }
}

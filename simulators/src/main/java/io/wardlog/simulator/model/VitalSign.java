package io.wardlog.simulator.model;

/**
 * One vital sign as a mean-reverting random walk: it wanders, and is drawn back to where the patient's body wants it.
 */
final class VitalSign {
    private static final double PULL = 0.08;

    private final double restingLevel;
    private final double wander;
    private double level;
    private double target;

    /** A sign that starts at its resting level and wanders by about {@code wander} a step. */
    VitalSign(double restingLevel, double wander) {
        this.restingLevel = restingLevel;
        this.wander = wander;
        this.level = restingLevel;
        this.target = restingLevel;
    }

    /** Draws the sign to another level from now on. */
    void driveTo(double newTarget) {
        this.target = newTarget;
    }

    /** Lets it go back to its resting level. */
    void release() {
        this.target = restingLevel;
    }

    double restingLevel() {
        return restingLevel;
    }

    double level() {
        return level;
    }

    /** One measuring interval later, with this draw from the standard normal distribution; kept within the bounds. */
    double step(double gaussian, double low, double high) {
        level = Math.max(low, Math.min(high, level + PULL * (target - level) + wander * gaussian));
        return level;
    }
}

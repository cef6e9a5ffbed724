package io.wardlog.edge.simulation;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Which faults this world has, and how often. Each world has a part of them only, at rates of its own: what many faults together
 * hide, few show.
 */
final class Faults {

    private final Dice dice;
    private final Map<Fault, Double> rates = new EnumMap<>(Fault.class);
    private final Map<Fault, Long> counts = new EnumMap<>(Fault.class);
    private boolean over;

    /** @param certain what this world is not without */
    Faults(Dice dice, Set<Fault> certain) {
        this.dice = dice;
        double part = dice.part();
        for (Fault fault : Fault.values()) {
            double much = Math.pow(10, dice.part() * 1.5 - 0.5);
            rates.put(fault, dice.chance(part) || certain.contains(fault) ? Math.min(0.9, fault.rate() * much) : 0.0);
        }
    }

    /** Whether it happens now; counted when it does. */
    boolean happens(Fault fault) {
        boolean happens = !over && dice.chance(rates.get(fault));
        if (happens) {
            counts.merge(fault, 1L, Long::sum);
        }
        return happens;
    }

    /** This does not happen in this world. */
    void leaveOut(Fault fault) {
        rates.put(fault, 0.0);
    }

    /** From now on all goes well. */
    void end() {
        over = true;
    }

    boolean areOver() {
        return over;
    }

    Map<Fault, Long> counts() {
        return counts;
    }
}

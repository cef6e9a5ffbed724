package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.forward.ClockOffset;
import io.wardlog.edge.life.MachineConditions;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Section {@code clock}: what the gateway's clock follows, and how far it is from the times that the collector signs. */
public record ClockSection(Supplier<Optional<ClockOffset>> offset) implements StatusSection {

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        ObjectNode node = status.putObject("clock");
        node.put("source", MachineConditions.clockSource());
        offset.get().ifPresent(is -> {
            node.put("collectorAheadUs", is.micros());
            node.put("uncertaintyUs", is.uncertaintyMicros());
            if (is.isFar()) {
                wrong.accept(new Finding(Finding.Code.CLOCK_OFF, text(is)));
            }
        });
    }

    private static String text(ClockOffset is) {
        long seconds = Math.abs(is.micros()) / 1_000_000;
        return "the gateway's clock is " + seconds + " s " + (is.micros() > 0 ? "behind" : "ahead of")
                + " the collector's";
    }
}

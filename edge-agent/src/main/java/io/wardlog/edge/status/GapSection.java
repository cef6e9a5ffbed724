package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.accept.GapCause;
import io.wardlog.edge.accept.GapLog;
import io.wardlog.edge.state.DeviceNumbers;
import java.util.function.Consumer;

/** Section {@code gaps}: what was declared to be missing since the start, what may still come, and who is turned away for want of room. */
public record GapSection(GapLog gaps, DeviceNumbers numbers) implements StatusSection {

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        ObjectNode node = status.putObject("gaps");
        node.put("waitingDevices", numbers.waiting());
        ObjectNode declared = node.putObject("declared");
        for (GapCause cause : GapCause.values()) {
            declared.put(cause.wireName(), gaps.declared().of(cause));
        }
        ArrayNode turnedAway = node.putArray("turnedAway");
        gaps.turnedAway().forEach(turnedAway::add);
    }
}

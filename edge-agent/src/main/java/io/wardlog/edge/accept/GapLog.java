package io.wardlog.edge.accept;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.accept.DeviceTroubles.TurnedAway;
import io.wardlog.edge.state.AgentState;
import io.wardlog.edge.state.DeviceNumbers.Missing;
import io.wardlog.edge.writer.Group;
import io.wardlog.event.EventTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Writes {@code agent.gap_declared}: what the agent takes to be missing of a device, and why (docs/adr/0042). What is declared, and what is to be, hangs on the
 * journal alone, so that a restart declares nothing twice; causes that only memory knew are {@code unknown} behind one. Writer thread, but for {@link #declared}.
 */
public final class GapLog {

    /** For so long a number that was jumped over may come late; then it is declared. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    /** Nobody is turned away any more when nobody was for so long. */
    static final Duration QUIET = Duration.ofMinutes(1);

    /** At most how many bytes one record adds to a group. */
    public static final int RECORD_BYTES = 2_048;

    private static final int AT_ONCE = 64;

    private final String agentId;
    private final DeviceTroubles troubles;
    private final GapCauses causes = new GapCauses();
    private final Set<String> heard = new HashSet<>();
    private final DeclaredGaps declared = new DeclaredGaps();
    private Optional<GapCause> away = Optional.empty();

    GapLog(String agentId, DeviceTroubles troubles) {
        this.agentId = agentId;
        this.troubles = troubles;
    }

    /** How many records were written since the start. Any thread. */
    public DeclaredGaps declared() {
        return declared;
    }

    /** Who is turned away for want of room, or was until a minute ago; all beyond {@value DeviceTroubles#MOST_TURNED_AWAY} under the agent's name. Any thread. */
    public Set<String> turnedAway() {
        return new TreeSet<>(troubles.turnedAway().keySet());
    }

    /** The agent was away from then until now. */
    public void agentWasAway(Group group, Instant from, GapCause cause) {
        away = Optional.of(cause);
        silence(group, agentId, cause, EventTimes.micros(from), Optional.of(group.now()));
    }

    /** Something of a device is missing since then, and until now when it is {@code over}. */
    void silence(Group group, String deviceId, GapCause cause, String from, Optional<Instant> to) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        ObjectNode silence = payload.putObject("silence").put("from", from);
        to.ifPresent(end -> silence.put("to", EventTimes.micros(end)));
        declare(group, deviceId, cause, payload);
    }

    private void declare(Group group, String deviceId, GapCause cause, ObjectNode payload) {
        payload.put("deviceId", deviceId).put("cause", cause.wireName());
        group.appendOwn("agent.gap_declared", payload);
        declared.count(deviceId, cause);
    }

    /** A message of a device was just added to the group; {@code number} is its own, -1 for none. */
    void recorded(AgentState state, String deviceId, long number) {
        Optional<GapCause> met = troubles.recorded(deviceId);
        if (number >= 0) {
            boolean firstOfRun = heard.add(deviceId);
            state.numbers()
                    .below(deviceId, number)
                    .ifPresent(hole -> causes.note(deviceId, hole, cause(met, firstOfRun)));
        }
    }

    private Optional<GapCause> cause(Optional<GapCause> met, boolean firstOfRun) {
        return met.filter(trouble -> trouble != GapCause.OFFLINE)
                .or(() -> away.filter(was -> firstOfRun))
                .or(() -> met);
    }

    /**
     * How many records wait to be written, as far as they may be written at once.
     *
     * @param settled whether the agent runs for {@link #GRACE}: before, devices may still send again what was under way when it went down
     */
    public int waiting(Group group, long nowNanos, boolean settled) {
        return records(group, nowNanos, settled).size();
    }

    /** Writes so many of them. */
    public void write(Group group, long nowNanos, boolean settled, int most) {
        records(group, nowNanos, settled).stream().limit(most).forEach(record -> record.accept(group));
        causes.retain(group.state().numbers());
    }

    private List<Consumer<Group>> records(Group group, long nowNanos, boolean settled) {
        List<Consumer<Group>> records = new ArrayList<>();
        AgentState state = group.state();
        Map<String, TurnedAway> refused = troubles.turnedAway();
        refused.forEach((deviceId, stretch) -> {
            boolean over = nowNanos - stretch.lastNanos() >= QUIET.toNanos();
            Optional<String> since = state.silences().since(deviceId);
            if (over || since.isEmpty()) {
                String from = since.orElseGet(() -> EventTimes.micros(stretch.first()));
                records.add(to -> turnedAway(to, deviceId, from, stretch, over));
            }
        });
        for (String deviceId : state.silences().devices()) {
            if (!refused.containsKey(deviceId)) { // of a run before this one
                String from = state.silences().since(deviceId).orElseThrow();
                records.add(to -> silence(to, deviceId, GapCause.DISK_FULL, from, Optional.of(to.now())));
            }
        }
        if (settled) {
            state.numbers()
                    .due(group.steadyMicros() - GRACE.toNanos() / 1_000, AT_ONCE)
                    .forEach(missing -> records.add(to -> numbers(to, missing)));
        }
        return records.subList(0, Math.min(AT_ONCE, records.size()));
    }

    private void turnedAway(Group group, String deviceId, String from, TurnedAway stretch, boolean over) {
        silence(
                group,
                deviceId,
                GapCause.DISK_FULL,
                from,
                Optional.of(stretch.last()).filter(end -> over));
        if (over) {
            troubles.isOver(deviceId, stretch);
        }
    }

    private void numbers(Group group, Missing missing) {
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.putObject("deviceSequence")
                .put("first", missing.hole().first())
                .put("last", missing.hole().last());
        GapCause cause = missing.hole().refused() ? GapCause.SCHEMA_REJECT : causes.of(missing);
        declare(group, missing.deviceId(), cause, payload);
    }
}

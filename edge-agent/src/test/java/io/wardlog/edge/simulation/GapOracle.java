package io.wardlog.edge.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.edge.entry.EventEntry;
import io.wardlog.event.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the whole journal, once: whether each number of its own that a device jumped over has exactly one record, and each record names what was
 * missing then; whether each start that goes on says since when the agent was away; whether silences and levels are said once. What damage took
 * away explains all of it but this: what a device jumped over since the last start, from its highest number that came since then too, the agent has
 * seen itself.
 */
final class GapOracle {

    private final JournalMedium medium;
    private final Map<String, Numbers> devices = new HashMap<>();
    private final Set<String> silent = new HashSet<>();
    private String level = "normal";
    private long readTo;
    /** Why the epoch of a start right before goes on, or begins; empty when there was none. */
    private String started = "";

    /** What is on record of one device, in the journal's order. */
    private static final class Numbers {
        private final Set<Long> came = new HashSet<>();
        /** The records by their first number. */
        private final NavigableMap<Long, Long> records = new TreeMap<>();

        /** What was jumped over since the last start, first and last number. */
        private final NavigableMap<Long, Long> jumped = new TreeMap<>();

        private long first = -1;
        private long highest = -1;
        private boolean highestCameSinceStart;

        void come(long number) {
            first = first < 0 ? number : first;
            if (number > highest) {
                if (highestCameSinceStart && number > highest + 1) {
                    jumped.put(highest + 1, number - 1);
                }
                highest = number;
                highestCameSinceStart = true;
            }
            came.add(number);
        }

        void start() {
            jumped.clear();
            highestCameSinceStart = false;
        }

        boolean isWaiting(long number) {
            return number >= 0 && !came.contains(number) && !isDeclared(number);
        }

        boolean isDeclared(long number) {
            Map.Entry<Long, Long> record = records.floorEntry(number);
            return record != null && number <= record.getValue();
        }
    }

    GapOracle(JournalMedium medium) {
        this.medium = medium;
    }

    /** Reads what came to it since the last call. */
    private void read() {
        for (; readTo < medium.nextOrdinal(); readTo++) {
            if (JournalMedium.read(medium.entry(readTo)) instanceof EventEntry event) {
                take(event, readTo);
            }
        }
    }

    private void take(EventEntry event, long ordinal) {
        if (event.deviceId().equals(Simulation.AGENT.agentId())) {
            Event own = ((Event.Reading.Value) Event.read(event.event())).event();
            takeOwn(own.eventType(), own.payload(), ordinal);
        } else if (event.deviceSequence() >= 0) {
            numbers(event.deviceId()).come(event.deviceSequence());
        }
    }

    private Numbers numbers(String deviceId) {
        return devices.computeIfAbsent(deviceId, first -> new Numbers());
    }

    private void takeOwn(String type, JsonNode says, long ordinal) {
        boolean isGap = type.equals("agent.gap_declared");
        boolean isAbsence = isGap
                && says.path("deviceId").textValue().equals(Simulation.AGENT.agentId())
                && !says.path("cause").textValue().equals("disk_full");
        Oracle.require(
                isAbsence ? !started.isEmpty() && !started.equals("first_start") : !started.equals("continued"),
                "entry " + ordinal + " is " + (isAbsence ? "an absence behind no start" : "no absence behind a start"));
        started = "";
        if (type.equals("agent.started")) {
            started = says.path("epochReason").textValue();
            devices.values().forEach(Numbers::start);
        } else if (type.equals("agent.buffer_pressure")) {
            Oracle.require(
                    medium.isDamaged() || !says.path("level").textValue().equals(level),
                    "entry " + ordinal + " says a level again: " + level);
            level = says.path("level").textValue();
        } else if (isGap && says.has("deviceSequence")) {
            takeMissing(says, ordinal);
        } else if (isGap && !isAbsence) {
            takeSilence(says, ordinal);
        }
    }

    private void takeMissing(JsonNode gap, long ordinal) {
        Numbers of = numbers(gap.path("deviceId").textValue());
        long first = gap.path("deviceSequence").path("first").longValue();
        long last = gap.path("deviceSequence").path("last").longValue();
        Oracle.require(
                medium.isDamaged() || !of.came.contains(first) && !of.came.contains(last) && last < of.highest,
                "entry " + ordinal + " says that what came is missing: " + gap);
        Map.Entry<Long, Long> before = of.records.floorEntry(last);
        Oracle.require(
                medium.isDamaged() || before == null || before.getValue() < first,
                "entry " + ordinal + " says it again: " + gap);
        of.records.merge(first, last, Math::max);
    }

    private void takeSilence(JsonNode gap, long ordinal) {
        String deviceId = gap.path("deviceId").textValue();
        boolean over = gap.path("silence").has("to");
        Oracle.require(
                over || silent.add(deviceId) || medium.isDamaged(),
                "entry " + ordinal + " begins a silence again: " + gap);
        if (over) {
            silent.remove(deviceId);
        }
    }

    /** What should be on record and is not yet. */
    List<String> waiting() {
        read();
        List<String> waiting = new ArrayList<>();
        if (medium.isDamaged()) {
            devices.forEach((deviceId, of) ->
                    of.jumped.forEach((first, last) -> addWaiting(deviceId, of, first, last, waiting)));
            return waiting;
        }
        devices.forEach((deviceId, of) -> addWaiting(deviceId, of, of.first, of.highest, waiting));
        silent.forEach(deviceId -> waiting.add("the end of the silence of " + deviceId));
        return waiting;
    }

    private static void addWaiting(String deviceId, Numbers of, long first, long last, List<String> waiting) {
        for (long number = first; number <= last; number++) {
            if (of.isWaiting(number)) {
                waiting.add(deviceId + " " + number);
            }
        }
    }
}

package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A pump's drug library: the version in use, and a new one every month or so, which waits for the end of the infusion. */
final class DrugLibrary {
    private static final int FIRST_YEAR = 2026;
    private static final int FIRST_MONTH = 9;

    private final BedsideModel pump;
    private int month;

    DrugLibrary(BedsideModel pump) {
        this.pump = pump;
    }

    /** The pump was switched on. */
    void begin() {
        pump.after(pump.minutes(600, 6000), () -> update(false));
    }

    /** The version in use, year and month. */
    String version() {
        return version(month);
    }

    private static String version(int months) {
        int since = FIRST_MONTH + months;
        return "%d-%02d".formatted(FIRST_YEAR + since / 12, 1 + since % 12);
    }

    private void update(boolean announced) {
        if (pump.inUse()) {
            if (!announced) {
                report("waiting");
            }
            pump.after(pump.seconds(30, 60), () -> update(true));
            return;
        }
        boolean active = pump.chance(0.95);
        report(active ? "active" : "failed");
        month += active ? 1 : 0;
        pump.after(pump.minutes(20_000, 60_000), () -> update(false));
    }

    private void report(String outcome) {
        ObjectNode payload =
                AgendaModel.object().put("name", "General Hospital adult").put("careArea", "ICU");
        payload.put("before", version()).put("after", version(month + 1));
        payload.put("outcome", outcome).put("signature", "verified").put("method", "network");
        payload.put("changed", 1 + (month * 7) % 12);
        ObjectNode content = AgendaModel.content(payload);
        content.putObject("actor").put("type", "system");
        pump.report("drug_library.updated", content.put("performedBy", "library-server"));
    }
}

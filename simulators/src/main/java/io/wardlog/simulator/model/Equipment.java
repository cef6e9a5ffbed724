package io.wardlog.simulator.model;

import java.util.List;

/** What kinds of device there are: their model names, and what they check when they test themselves. */
enum Equipment {
    PUMP("SP-1 syringe pump", "occlusion_sensor", "plunger_sensor", "battery", "speaker"),
    MONITOR("PM-2 patient monitor", "display", "spo2_module", "battery", "speaker"),
    VENTILATOR(
            "VT-4 ventilator", "oxygen_sensor", "expiratory_valve", "tightness", "flow_sensor", "battery", "speaker"),
    SMART_BED("SB-3 bed", "load_cells", "drives", "side_rail_sensors", "battery");

    private final String model;
    private final List<String> checks;

    Equipment(String model, String... checks) {
        this.model = model;
        this.checks = List.of(checks);
    }

    String model() {
        return model;
    }

    List<String> checks() {
        return checks;
    }
}

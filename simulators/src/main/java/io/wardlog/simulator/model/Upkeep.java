package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** What is done to a device beside its patients: it tests itself, its clock is set, people sign in, and seldom technicians change it. */
final class Upkeep {
    private final BedsideModel device;
    private final Equipment equipment;
    private final Settings config;
    private int release = 1;
    private int tests;
    private int sessions;

    Upkeep(BedsideModel device, Equipment equipment) {
        this.device = device;
        this.equipment = equipment;
        ObjectNode initial = AgendaModel.object();
        initial.putObject("display.brightness").set("quantity", AgendaModel.quantity(70, "%"));
        initial.putObject("alarm.volume.minimum").set("quantity", AgendaModel.quantity(60, "%"));
        initial.putObject("time.server").put("choice", "ntp-1.ward.example");
        this.config = new Settings(initial);
    }

    /** The device was switched on. */
    void begin() {
        selfTest("power_on");
        device.after(device.minutes(10, 90), this::setClock);
        device.after(device.minutes(5, 240), this::signIn);
        device.after(hours(20, 28), this::testAtIntervals);
        device.after(hours(8, 80), this::service);
        device.after(hours(60, 400), this::updateFirmware);
    }

    String firmware() {
        return "4.2." + release;
    }

    /** Begins a test of the device; one in twenty-five passes only with a warning. */
    void selfTest(String kind) {
        String id = device.deviceId() + "/test-" + ++tests;
        Duration length = device.seconds(4, 55);
        device.after(length, () -> tested(id, kind, length));
    }

    private void tested(String id, String kind, Duration length) {
        boolean warned = device.chance(0.04);
        int weak = device.below(equipment.checks().size());
        ObjectNode payload = AgendaModel.object()
                .put("testId", id)
                .put("kind", kind)
                .put("result", warned ? "passed_with_warnings" : "passed")
                .put("usable", true);
        for (int i = 0; i < equipment.checks().size(); i++) {
            payload.withArray("checks")
                    .addObject()
                    .put("name", equipment.checks().get(i))
                    .put("result", warned && i == weak ? "warning" : "passed");
        }
        payload.set("ranFor", AgendaModel.quantity(length.toMillis() / 1000.0, "s"));
        payload.put("firmware", firmware());
        device.report("device.self_test_completed", AgendaModel.content(payload));
    }

    private void testAtIntervals() {
        selfTest("periodic");
        device.after(hours(20, 28), this::testAtIntervals);
    }

    /** The times before and after are the clock's to tell. */
    private void setClock() {
        device.report(
                "device.clock_adjusted",
                AgendaModel.content(AgendaModel.object().put("source", "ntp")));
        device.after(device.minutes(60, 360), this::setClock);
    }

    private void signIn() {
        boolean emergency = device.chance(0.03);
        signIn(Staff.NURSE, emergency ? "emergency_access" : "badge", "care", emergency ? "badge forgotten" : "shift");
        device.after(device.minutes(120, 480), this::signIn);
    }

    private void signIn(Staff staff, String method, String purpose, String reason) {
        ObjectNode payload = AgendaModel.object()
                .put("sessionId", device.deviceId() + "/session-" + ++sessions)
                .put("method", method)
                .put("purpose", purpose)
                .put("where", "panel");
        payload.set("timeout", AgendaModel.quantity(10, "min"));
        device.report("operator.signed_in", device.by(staff, payload, reason));
    }

    private void service() {
        signIn(Staff.TECHNICIAN, "single_sign_on", "service", "maintenance");
        device.after(device.minutes(1, 4), this::configure);
        if (device.chance(0.5)) {
            device.after(device.minutes(5, 8), this::exportLog);
        }
        device.after(hours(24, 200), this::service);
    }

    private void configure() {
        switch (device.below(3)) {
            case 0 -> configure("display", "display.brightness", quantity(50 + 10 * device.below(6)));
            case 1 -> configure("alarm_defaults", "alarm.volume.minimum", quantity(40 + 10 * device.below(5)));
            default -> configure("time", "time.server", server(1 + device.below(3)));
        }
    }

    private void configure(String area, String setting, ObjectNode value) {
        config.change(AgendaModel.object().set(setting, value)).ifPresent(change -> {
            ObjectNode payload = AgendaModel.object().put("area", area);
            ObjectNode entry = payload.putArray("changes").addObject().put("setting", setting);
            entry.set("before", change.path("before").path(setting));
            entry.set("after", change.path("after").path(setting));
            payload.put("method", "panel");
            device.report("device.config_changed", device.by(Staff.TECHNICIAN, payload, "house standard"));
        });
    }

    private void exportLog() {
        ObjectNode payload = AgendaModel.object()
                .put("category", "data_export")
                .put("action", "service_log_exported")
                .put("outcome", device.chance(0.9) ? "succeeded" : "failed")
                .put("affected", 100 + device.below(5000));
        device.report("admin.action", device.by(Staff.TECHNICIAN, payload, "sent to the maker"));
    }

    /** Only while nobody depends on the device. */
    private void updateFirmware() {
        if (device.inUse()) {
            device.after(device.seconds(45, 75), this::updateFirmware);
            return;
        }
        boolean installed = device.chance(0.95);
        ObjectNode payload = AgendaModel.object().put("before", firmware()).put("after", "4.2." + (release + 1));
        payload.put("outcome", installed ? "installed" : "rolled_back").put("signature", "verified");
        payload.put("method", "network");
        device.report("device.firmware_updated", device.by(Staff.TECHNICIAN, payload, "planned update"));
        release += installed ? 1 : 0;
        device.connect("reconfigured");
        selfTest("power_on");
        device.after(hours(200, 800), this::updateFirmware);
    }

    private static ObjectNode quantity(double percent) {
        return AgendaModel.object().set("quantity", AgendaModel.quantity(percent, "%"));
    }

    private static ObjectNode server(int number) {
        return AgendaModel.object().put("choice", "ntp-" + number + ".ward.example");
    }

    private Duration hours(double low, double high) {
        return device.minutes(low * 60, high * 60);
    }
}

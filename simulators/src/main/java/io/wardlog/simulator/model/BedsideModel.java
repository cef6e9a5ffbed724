package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every bedside device does: it says that it is there, that it is alive, and it raises alarms that a person answers. */
abstract class BedsideModel extends AgendaModel {
    private static final Duration HEARTBEAT = Duration.ofMinutes(1);
    private static final String[] WORDS = {"checked at the bedside", "seen, patient comfortable", "informed the doctor"
    };

    private final String deviceId;
    private Equipment equipment;
    private Power power;
    private Upkeep upkeep;
    private final Map<String, Raised> open = new LinkedHashMap<>();
    private int alarms;

    BedsideModel(String deviceId, long seed) {
        super(seed);
        this.deviceId = deviceId;
    }

    /** An alarm condition of IEC 60601-1-8. */
    record Alarm(String condition, String kind, String priority) {}

    /** One occurrence of an alarm. */
    record Raised(String id, Alarm alarm, Duration at) {}

    /** Puts on the agenda what a device does from power-on. */
    final void switchOn(Equipment kind) {
        equipment = kind;
        power = new Power(this);
        upkeep = new Upkeep(this, kind);
        after(seconds(0, 2), () -> {
            connect("power_on");
            power.begin();
            upkeep.begin();
            after(seconds(1, 60), this::heartbeat);
        });
    }

    /** Whether a patient depends on it now. */
    abstract boolean inUse();

    final Upkeep upkeep() {
        return upkeep;
    }

    final void connect(String why) {
        report(
                "device.connected",
                content(object().put("why", why)
                        .put("network", "wireless")
                        .put("manufacturer", "Wardlog simulators")
                        .put("model", equipment.model())
                        .put("serialNumber", deviceId)
                        .put("firmware", upkeep.firmware())));
    }

    private void heartbeat() {
        ObjectNode payload = object().put("status", "ok");
        payload.set("interval", quantity(HEARTBEAT.toSeconds(), "s"));
        payload.set("uptime", quantity(now().toSeconds(), "s"));
        ObjectNode battery = payload.putObject("battery");
        battery.set("charge", quantity(power.charge(), "%"));
        battery.put("onMains", power.onMains());
        payload.put("clockSource", "ntp");
        report("device.heartbeat", content(payload));
        after(HEARTBEAT, this::heartbeat);
    }

    /** Reports the alarm; the details are further members of its payload. */
    final Raised raise(Alarm alarm, ObjectNode details) {
        Raised raised = new Raised(deviceId + "/alarm-" + now().toSeconds() + "-" + ++alarms, alarm, now());
        ObjectNode payload = object().put("alarmId", raised.id())
                .put("condition", alarm.condition())
                .put("kind", alarm.kind())
                .put("priority", alarm.priority());
        payload.setAll(details);
        open.put(raised.id(), raised);
        report("alarm.raised", content(payload));
        return raised;
    }

    /** A nurse answers it, unless it is gone. */
    final void acknowledge(Raised raised) {
        if (!open.containsKey(raised.id())) {
            return;
        }
        ObjectNode payload = object().put("alarmId", raised.id())
                .put("action", "audio_paused")
                .put("where", "bedside")
                .put("priority", raised.alarm().priority());
        payload.set("pausedFor", quantity(120, "s"));
        report("alarm.acknowledged", byNurse(payload, WORDS[below(WORDS.length)]));
    }

    /** The condition is gone; does nothing when it was already. */
    final void clear(Raised raised) {
        if (open.remove(raised.id()) == null) {
            return;
        }
        ObjectNode payload = object().put("alarmId", raised.id()).put("why", "condition_resolved");
        payload.set("activeFor", quantity(now().minus(raised.at()).toMillis() / 1000.0, "s"));
        payload.put("priority", raised.alarm().priority());
        report("alarm.cleared", content(payload));
    }

    /** No alarm is left. */
    final void clearAll() {
        List.copyOf(open.values()).forEach(this::clear);
    }

    /** The payload with the nurse who did it, and why. */
    final ObjectNode byNurse(ObjectNode payload, String reason) {
        return by(Staff.NURSE, payload, reason);
    }

    /** The payload with the person who did it, and why. */
    final ObjectNode by(Staff staff, ObjectNode payload, String reason) {
        ObjectNode content = content(payload);
        content.set("actor", staff.actor(below(staff.persons())));
        return content.put("operation", "execute").put("reason", reason);
    }

    final String deviceId() {
        return deviceId;
    }
}

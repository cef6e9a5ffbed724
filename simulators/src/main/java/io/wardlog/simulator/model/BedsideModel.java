package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** What every bedside device does: it says that it is there, that it is alive, and it raises alarms that a person answers. */
abstract class BedsideModel extends AgendaModel {
    private static final Duration HEARTBEAT = Duration.ofMinutes(1);
    private static final String[] WORDS = {"checked at the bedside", "seen, patient comfortable", "informed the doctor"
    };

    private final String deviceId;
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
    final void switchOn(String model) {
        after(seconds(0, 2), () -> {
            report(
                    "device.connected",
                    content(object().put("why", "power_on")
                            .put("network", "wireless")
                            .put("manufacturer", "Wardlog simulators")
                            .put("model", model)
                            .put("serialNumber", deviceId)
                            .put("firmware", "4.2.1")));
            after(seconds(1, 60), this::heartbeat);
        });
    }

    private void heartbeat() {
        ObjectNode payload = object().put("status", "ok");
        payload.set("interval", quantity(HEARTBEAT.toSeconds(), "s"));
        payload.set("uptime", quantity(now().toSeconds(), "s"));
        ObjectNode battery = payload.putObject("battery");
        battery.set("charge", quantity(between(95, 100), "%"));
        battery.put("onMains", true);
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
        report("alarm.raised", content(payload));
        return raised;
    }

    final void acknowledge(Raised raised) {
        ObjectNode payload = object().put("alarmId", raised.id())
                .put("action", "audio_paused")
                .put("where", "bedside")
                .put("priority", raised.alarm().priority());
        payload.set("pausedFor", quantity(120, "s"));
        report("alarm.acknowledged", byNurse(payload, WORDS[below(WORDS.length)]));
    }

    final void clear(Raised raised) {
        ObjectNode payload = object().put("alarmId", raised.id()).put("why", "condition_resolved");
        payload.set("activeFor", quantity(now().minus(raised.at()).toMillis() / 1000.0, "s"));
        payload.put("priority", raised.alarm().priority());
        report("alarm.cleared", content(payload));
    }

    /** The payload with the nurse who did it, and why. */
    final ObjectNode byNurse(ObjectNode payload, String reason) {
        ObjectNode content = content(payload);
        content.putObject("actor")
                .put("type", "user")
                .put("id", "nurse-%02d".formatted(1 + below(12)))
                .put("role", "nurse");
        return content.put("operation", "execute").put("reason", reason);
    }

    final String deviceId() {
        return deviceId;
    }
}

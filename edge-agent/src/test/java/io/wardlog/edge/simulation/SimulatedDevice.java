package io.wardlog.edge.simulation;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.accept.Arrival;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.device.DeviceIdentity;
import io.wardlog.event.AuthMethod;
import io.wardlog.event.DeviceType;
import io.wardlog.event.EventTimes;
import io.wardlog.event.SourceProtocol;
import io.wardlog.event.UuidV7;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A device that sends, waits for its answers, and sends again, in order, what was not answered when its connection was lost. Its
 * clock is its own and right.
 */
final class SimulatedDevice {

    private static final Instant TIME = Instant.parse("2026-11-23T07:00:00Z");
    private static final int REMEMBERED = 20;

    private final DeviceIdentity identity;
    private final Dice dice;
    private final Faults faults;
    private final SimulatedClock clock;
    private final Oracle oracle;
    private final int window;
    private final boolean givesIds;
    private final boolean counts;
    private final List<Message> unanswered = new ArrayList<>();
    private final List<Message> answered = new ArrayList<>();
    private int made;
    private long sequence;
    private int connection;
    private boolean quiet;
    private int settings;

    SimulatedDevice(int number, SimulatedNetwork.Laws laws, Oracle oracle) {
        this.identity = new DeviceIdentity("pump-" + number, DeviceType.INFUSION_PUMP, AuthMethod.MTLS, Map.of());
        this.dice = laws.dice().split();
        this.faults = laws.faults();
        this.clock = laws.clock();
        this.oracle = oracle;
        this.window = dice.chance(0.5) ? 1 : 1 + dice.below(20);
        this.givesIds = dice.chance(0.8);
        this.counts = dice.chance(0.5);
    }

    /** Sends what is to be sent now, and says when to call again. */
    Duration act(Acceptor acceptor) {
        if (faults.happens(Fault.DEVICE_CUT)) {
            lostConnection();
            acceptor.disconnected(deviceId());
        }
        if (!quiet && unanswered.size() < window && !answered.isEmpty() && faults.happens(Fault.REPEATED)) {
            sendAgain(dice.pick(answered));
        }
        boolean flood = !quiet && window > 1 && faults.happens(Fault.FLOOD);
        int most = flood ? 40 : 1 + dice.below(3);
        for (int i = 0; i < most && !quiet && unanswered.size() < (flood ? 40 : window); i++) {
            unanswered.add(make());
        }
        for (Message message : List.copyOf(unanswered)) {
            if (!message.isUnderWay()) {
                send(message, acceptor);
            }
        }
        return dice.between(Duration.ofMillis(5), Duration.ofSeconds(2));
    }

    private void sendAgain(Message message) {
        if (!unanswered.contains(message)) {
            unanswered.add(message);
        }
    }

    private void send(Message message, Acceptor acceptor) {
        int over = connection;
        Arrival arrival =
                new Arrival(identity, SourceProtocol.MQTT, message.body(), Optional.empty(), message.wasSent());
        message.leaves();
        acceptor.accept(arrival, outcome -> {
            oracle.answered(message, outcome);
            if (over == connection) {
                message.isBack();
                if (!(outcome instanceof Outcome.Busy)) {
                    unanswered.remove(message);
                    remember(message);
                }
            }
        });
    }

    private void remember(Message message) {
        if (message.eventId().isPresent() && message.isValid()) {
            answered.add(message);
        }
        if (answered.size() > REMEMBERED) {
            answered.remove(0);
        }
    }

    /** The connection is gone, by whomever; what has no answer is sent again, when the device can make the agent know it. */
    void lostConnection() {
        connection++;
        unanswered.removeIf(message -> message.isUnderWay() && message.eventId().isEmpty());
        unanswered.forEach(Message::isBack);
    }

    String deviceId() {
        return identity.deviceId();
    }

    /** From now on most of its messages are long: they name so many settings. */
    void reportSettings(int count) {
        settings = count;
    }

    /** From now on it makes no new messages. */
    void fallQuiet() {
        quiet = true;
    }

    boolean hasAllAnswers() {
        return unanswered.isEmpty();
    }

    /** Whether it waits for each answer before it sends the next: then its order must be the chain's. */
    boolean isOrdered() {
        return window == 1;
    }

    private Message make() {
        Instant now = TIME.plusNanos(clock.world());
        boolean valid = !faults.happens(Fault.INVALID);
        Optional<String> id = givesIds ? Optional.of(id(now)) : Optional.empty();
        StringBuilder text = new StringBuilder(256).append('{');
        id.ifPresent(given -> text.append("\"eventId\":\"").append(given).append("\","));
        if (counts) {
            sequence += faults.happens(Fault.SEQUENCE_HOLE) ? 2 + dice.below(5) : 1;
            text.append("\"deviceSequence\":").append(sequence).append(',');
        }
        text.append("\"eventTime\":\"").append(EventTimes.write(now)).append("\",");
        text.append(valid ? content() : "\"eventType\":\"device.heartbeat\",\"payload\":{\"status\":17}}");
        return new Message(identity.deviceId(), made++, id, text.toString().getBytes(StandardCharsets.UTF_8), valid);
    }

    private String id(Instant now) {
        if (!answered.isEmpty() && faults.happens(Fault.ID_CONFLICT)) {
            return dice.pick(answered).eventId().orElseThrow();
        }
        return dice.chance(0.1) ? "own-" + made : UuidV7.next(now, dice::bits);
    }

    private String content() {
        if (settings > 0 && dice.chance(0.7)) {
            return "\"eventType\":\"device.config_changed\",\"payload\":{\"area\":\"other\",\"changes\":["
                    + ",{\"setting\":\"%s\",\"after\":{\"choice\":\"%s\"}}"
                            .formatted("a".repeat(100), "b".repeat(100))
                            .repeat(settings)
                            .substring(1)
                    + "]}}";
        }
        if (dice.chance(0.2)) {
            return "\"eventType\":\"alarm.raised\",\"payload\":{\"alarmId\":\"al-" + made
                    + "\",\"condition\":\"occlusion_downstream\",\"kind\":\"technical\",\"priority\":\"high\"}}";
        }
        if (dice.chance(0.1)) {
            return "\"eventType\":\"patient.associated\",\"payload\":{\"associationId\":\"as-" + made
                    + "\",\"method\":\"barcode\",\"patient\":{\"identifiers\":[{\"system\":"
                    + "\"urn:oid:2.16.840.1.113883.19.5\",\"value\":\"000123456\"}]}}}";
        }
        return "\"eventType\":\"device.heartbeat\",\"payload\":{\"status\":\"ok\"}}";
    }
}

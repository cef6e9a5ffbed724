package io.wardlog.edge;

import io.wardlog.edge.device.DeviceToken;
import io.wardlog.event.UuidV7;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/** A hospital application beside the pump in the agent's directory, and what it tells. */
final class Application {

    static final String ID = "emr-1";
    static final String PATIENT = "8812345";
    private static final SecureRandom RANDOM = new SecureRandom();

    private Application() {}

    /** Registers the application, gives it a certificate, and opens HTTP with TLS too. */
    static Path install(AgentFixture fixture) throws IOException {
        Files.writeString(
                fixture.directory.resolve("devices.yaml"),
                "devices:\n  " + entry(AgentFixture.PUMP, "infusion_pump") + "  " + entry(ID, "application"));
        String config = Files.readString(fixture.configFile);
        Files.writeString(
                fixture.configFile,
                config.replace(
                        "http: {ports: {plain: \"127.0.0.1:0\"}}",
                        "http: {ports: {plain: \"127.0.0.1:0\", tls: \"127.0.0.1:0\"}}"));
        return DevelopmentPki.open(fixture.directory.resolve("pki"))
                .device("acme", ID, Validity.starting(Instant.now(), Duration.ofDays(1)));
    }

    private static String entry(String id, String type) {
        return id + ": {type: " + type + ", tokenHmac: " + DeviceToken.hmac(id, AgentFixture.TOKEN) + "}\n";
    }

    static String newId() {
        return UuidV7.next(Instant.now(), RANDOM::nextLong);
    }

    /** Somebody opened the patient's record. */
    static String viewed(String deviceId, String eventId) {
        return message(
                deviceId,
                "record.viewed",
                eventId,
                "{\"outcome\":\"succeeded\",\"access\":\"opened\",\"patient\":{\"identifiers\":[{\"system\":\"urn:oid:1.2.3\",\"value\":\""
                        + PATIENT + "\"}]}}");
    }

    static String signedIn(String deviceId) {
        return message(deviceId, "auth.signed_in", newId(), "{\"method\":\"badge\"}");
    }

    static String message(String deviceId, String type, String eventId, String payload) {
        return "{\"deviceId\":\"" + deviceId + "\",\"eventType\":\"" + type + "\",\"eventId\":\"" + eventId
                + "\",\"eventTime\":\"" + Instant.now()
                + "\",\"actor\":{\"type\":\"user\",\"id\":\"dr-118\"},\"payload\":"
                + payload + "}";
    }
}

package io.wardlog.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.local.AtomicFile;
import io.wardlog.local.TokenHmac;
import io.wardlog.pki.DevelopmentPki;
import io.wardlog.pki.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * What all agents of a run share: keys, and devices of every type that can be simulated.
 *
 * @param directory where all of it is, and the agents' own directories
 */
record Site(Path directory) {
    static final String TENANT = "bench";
    static final String HOSPITAL = "bench";
    private static final Duration VALID = Duration.ofDays(2);
    private static final List<String> TYPES = List.of("infusion_pump", "patient_monitor", "ventilator", "smart_bed");
    private static final int TOKEN_BYTES = 32;

    /** Makes the keys, and so many devices. */
    static Site make(Path directory, int devices, List<String> agents) throws IOException {
        Site site = new Site(directory);
        Validity validity = Validity.starting(Instant.now(), VALID);
        DevelopmentPki pki = DevelopmentPki.create(site.pki(), validity);
        for (String agentId : agents) {
            pki.agent(new DevelopmentPki.AgentName(TENANT, HOSPITAL, agentId), List.of(), validity);
        }
        pki.collector(List.of(), validity);
        pki.tenant(TENANT);
        site.writeDevices(devices);
        return site;
    }

    private void writeDevices(int count) throws IOException {
        SecureRandom random = new SecureRandom();
        ObjectNode root = new ObjectMapper().createObjectNode();
        ArrayNode list = root.putArray("devices");
        StringBuilder yaml = new StringBuilder("devices:\n");
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[TOKEN_BYTES];
            random.nextBytes(bytes);
            String token = HexFormat.of().formatHex(bytes);
            String id = "device-%05d".formatted(i);
            String type = TYPES.get(i % TYPES.size());
            list.addObject().put("id", id).put("type", type).put("username", id).put("password", token);
            yaml.append("  %s:%n    type: %s%n    tokenHmac: %s%n".formatted(id, type, TokenHmac.of(id, token)));
        }
        AtomicFile.writePrivate(credentials(), root.toString());
        Files.writeString(deviceDirectory(), yaml);
    }

    Path pki() {
        return directory.resolve("pki");
    }

    Path ca() {
        return pki().resolve("ca.pem");
    }

    Path collector() {
        return pki().resolve("collector");
    }

    Path agent(String agentId) {
        return pki().resolve("agents").resolve(agentId);
    }

    Path sealPublicKey() {
        return pki().resolve("tenants").resolve(TENANT).resolve("seal.pub.pem");
    }

    /** The devices as the agents know them. */
    Path deviceDirectory() {
        return directory.resolve("devices.yaml");
    }

    /** The devices with their tokens, as the simulator knows them. */
    Path credentials() {
        return directory.resolve("devices.json");
    }

    Path log(String process) {
        return directory.resolve("logs").resolve(process + ".log");
    }
}

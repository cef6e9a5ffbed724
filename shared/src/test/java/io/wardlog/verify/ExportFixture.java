package io.wardlog.verify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.chain.ChainHead;
import io.wardlog.chain.ChainId;
import io.wardlog.chain.EventHash;
import io.wardlog.event.PayloadChecksum;
import io.wardlog.hash.Hash;
import io.wardlog.json.Jcs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Builds chains of valid events and export lines for the tests of the verifiers. */
public final class ExportFixture {
    static final String EPOCH_1 = "01980000-0000-7000-8000-000000000001";
    static final String EPOCH_2 = "01980000-0000-7000-8000-000000000002";
    public static final ChainId PUMP = chain("ward-a", EPOCH_1, "pump-7");

    private final ChainId chain;
    private ChainHead head;

    ExportFixture(ChainId chain) {
        this.chain = chain;
        this.head = ChainHead.genesis(chain);
    }

    /** The chain of one of many pumps. */
    public static ChainId pump(int number) {
        return chain("ward-a", EPOCH_1, "pump-" + number);
    }

    static ChainId chain(String agent, String epoch, String device) {
        return new ChainId("st-anna", "main", agent, epoch, device);
    }

    /** The next {@code count} lines of a chain. */
    public static List<String> lines(ChainId chain, int count) {
        ExportFixture fixture = new ExportFixture(chain);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(line(fixture.next()));
        }
        return lines;
    }

    byte[] next() {
        return next(event -> {});
    }

    /** The next event, changed before its checksum is made. */
    byte[] next(Consumer<ObjectNode> change) {
        byte[] canonical = event(chain, head, change);
        head = head.next(EventHash.of(canonical));
        return canonical;
    }

    Hash head() {
        return head.eventHash();
    }

    static byte[] event(ChainId chain, ChainHead head, Consumer<ObjectNode> change) {
        long number = head.sequenceNumber() + 1;
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("envelopeVersion", "1.0.0");
        event.put("tenantId", chain.tenantId()).put("hospitalId", chain.hospitalId());
        event.put("deviceId", chain.deviceId()).put("deviceType", "infusion_pump");
        event.put("eventId", String.format("01980000-0000-7000-9000-%012x", number));
        event.put("eventType", "infusion.rate_changed").put("eventVersion", 1);
        event.put("schemaRef", "urn:wardlog:schema:infusion.rate_changed:1");
        event.put("eventTime", "2026-11-23T05:00:00Z").put("ingestionTime", "2026-11-23T05:00:00.000001Z");
        event.put("criticality", "HIGH")
                .put("sequenceNumber", number)
                .put("prevHash", head.eventHash().hex());
        event.putObject("source")
                .put("agentId", chain.agentId())
                .put("epoch", chain.epoch())
                .put("protocol", "mqtt")
                .put("auth", "mtls");
        event.putObject("payload").put("rate", 1.5).put("note", "Größe é").put("n", number);
        change.accept(event);
        PayloadChecksum checksum = PayloadChecksum.sha256(event.get("payload"));
        if (!event.has("checksum")) {
            event.putObject("checksum").put("algorithm", checksum.algorithm()).put("value", checksum.value());
        }
        return Jcs.write(event);
    }

    static String line(byte[] event) {
        return line(event, "");
    }

    static String line(byte[] event, String tail) {
        return "{\"event\":" + new String(event, StandardCharsets.UTF_8) + ",\"hash\":\"" + EventHash.of(event) + "\""
                + tail + "}";
    }

    public static byte[] file(List<String> lines) {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static VerificationReport verify(List<String> lines) {
        return verify(file(lines));
    }

    static VerificationReport verify(byte[] file) {
        ExportVerifier verifier = new ExportVerifier("test.ndjson");
        try {
            verifier.read(new ByteArrayInputStream(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return verifier.report();
    }
}

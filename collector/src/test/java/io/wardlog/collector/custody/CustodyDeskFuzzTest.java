package io.wardlog.collector.custody;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.wardlog.batch.BatchFrame;
import io.wardlog.collector.examine.ContentCheck;
import io.wardlog.collector.register.AgentRegister;
import io.wardlog.collector.testkit.TestAgent;
import io.wardlog.collector.topic.Topics;
import io.wardlog.disclosure.SealKey;
import io.wardlog.keys.KeyRing;
import io.wardlog.schema.SchemaRegistry;
import io.wardlog.testkit.FuzzedParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.slf4j.LoggerFactory;

/**
 * A record of the batches' topic that anybody may have written there: key, value or receipt are whatever they are. Custody has an answer, and
 * without the agent's signature it publishes no event. The first byte says which of them it is.
 */
class CustodyDeskFuzzTest extends FuzzedParser {

    private static final Instant NOW = Instant.parse("2026-11-02T07:15:01Z");

    private final TestAgent agent = TestAgent.create("tenant-a", "hospital-1", "gateway-1", 1);
    private final byte[] key = agent.key().getBytes(StandardCharsets.UTF_8);
    private final byte[] frame = agent.heartbeat("pump-1").heartbeat("pump-2").seal();
    private final List<String> events = ((BatchFrame.Reading.Value) BatchFrame.decode(frame))
            .frame().items().stream()
                    .map(item -> new String(item.event(), StandardCharsets.UTF_8))
                    .toList();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CustodyDesk desk;

    CustodyDeskFuzzTest() throws NoSuchAlgorithmException {
        // It says in the log what it cannot use, and here that is nearly everything
        ((Logger) LoggerFactory.getLogger(CustodyMetrics.class)).setLevel(Level.OFF);
        SealKey sealKey = new SealKey(
                KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic());
        AgentRegister register = new AgentRegister(List.of(agent.registered()), Map.of("tenant-a", sealKey));
        desk = new CustodyDesk(
                () -> register,
                new ReceiptCheck(new KeyRing(List.of())),
                new ContentCheck(SchemaRegistry.builtIn()),
                new EventSeals(() -> register, new SecureRandom()),
                new CustodyMetrics(meters));
    }

    @Override
    protected Stream<byte[]> seeds() {
        return Stream.of(
                headed(0, frame),
                headed(1, key),
                headed(2, "WLR1".getBytes(StandardCharsets.US_ASCII)),
                headed(3, frame));
    }

    @Override
    protected int mutations() {
        return 1_000;
    }

    @Override
    protected void parse(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
        int which = input[0] & 3;
        byte[] value = which == 0 ? bytes : which == 3 ? putRight(bytes) : frame;
        InboundRecord record = new InboundRecord(0, 7, which == 1 ? bytes : key, value, which == 2 ? bytes : null);
        var records = desk.process(record, new MapLedgerStore(), NOW);
        assertThat(records).isNotEmpty();
        // A sealed block is bound by its own cipher, not by the batch's signature: another one changes no event
        assertThat(records.stream().filter(published -> published.topic().equals(Topics.EVENTS)))
                .allMatch(published -> events.contains(new String(published.value(), StandardCharsets.UTF_8)));
        assertThat(Optional.ofNullable(meters.find("wardlog.custody.dead.letters")
                        .tag("code", "internal")
                        .counter()))
                .isEmpty();
    }

    private static byte[] putRight(byte[] frame) {
        byte[] right = frame.clone();
        if (right.length > 4) {
            CRC32C crc = new CRC32C();
            crc.update(right, 0, right.length - 4);
            ByteBuffer.wrap(right).putInt(right.length - 4, (int) crc.getValue());
        }
        return right;
    }
}

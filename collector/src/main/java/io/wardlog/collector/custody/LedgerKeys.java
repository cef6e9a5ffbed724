package io.wardlog.collector.custody;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The ledger's keys: a kind, then identifiers each ended by a zero byte (no identifier holds one), then numbers in big-endian, so that
 * keys of one agent, epoch or stretch stand together in order.
 */
final class LedgerKeys {
    private static final char AGENT = 'a';
    private static final char EPOCH = 'e';
    private static final char BATCH = 'b';
    private static final char CHAIN = 'c';

    private LedgerKeys() {}

    static byte[] agents() {
        return new byte[] {AGENT};
    }

    static byte[] agent(AgentRef agent) {
        return text(AGENT, agent.tenantId(), agent.agentId());
    }

    static AgentRef agent(byte[] key) {
        String[] parts = new String(key, 1, key.length - 1, StandardCharsets.UTF_8).split("\0", -1);
        return new AgentRef(parts[0], parts[1]);
    }

    static byte[] epochs(AgentRef agent) {
        return text(EPOCH, agent.tenantId(), agent.agentId());
    }

    static byte[] epoch(EpochRef epoch) {
        return epochScoped(EPOCH, epoch);
    }

    static String epoch(byte[] key) {
        return new String(key, 1, key.length - 1, StandardCharsets.UTF_8).split("\0", -1)[2];
    }

    static byte[] batches(EpochRef epoch) {
        return epochScoped(BATCH, epoch);
    }

    static byte[] batch(EpochRef epoch, long sequence) {
        byte[] prefix = batches(epoch);
        return ByteBuffer.allocate(prefix.length + Long.BYTES)
                .put(prefix)
                .putLong(sequence)
                .array();
    }

    static long sequence(byte[] batchKey) {
        return ByteBuffer.wrap(batchKey).getLong(batchKey.length - Long.BYTES);
    }

    static byte[] chains(EpochRef epoch, int stretch) {
        byte[] prefix = epochScoped(CHAIN, epoch);
        return ByteBuffer.allocate(prefix.length + Integer.BYTES)
                .put(prefix)
                .putInt(stretch)
                .array();
    }

    static byte[] chain(EpochRef epoch, int stretch, String deviceId) {
        byte[] prefix = chains(epoch, stretch);
        byte[] device = deviceId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(prefix.length + device.length)
                .put(prefix)
                .put(device)
                .array();
    }

    static String device(byte[] chainKey, byte[] prefix) {
        return new String(chainKey, prefix.length, chainKey.length - prefix.length, StandardCharsets.UTF_8);
    }

    /** The first key that no longer begins with {@code prefix}. */
    static byte[] after(byte[] prefix) {
        byte[] end = prefix.clone();
        int last = end.length - 1;
        while (end[last] == (byte) 0xFF) {
            last--;
        }
        end[last]++;
        return Arrays.copyOf(end, last + 1);
    }

    private static byte[] epochScoped(char kind, EpochRef epoch) {
        return text(kind, epoch.agent().tenantId(), epoch.agent().agentId(), epoch.epoch());
    }

    private static byte[] text(char kind, String... parts) {
        return (kind + String.join("\0", parts) + "\0").getBytes(StandardCharsets.UTF_8);
    }
}

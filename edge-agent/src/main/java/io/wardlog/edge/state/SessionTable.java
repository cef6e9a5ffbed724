package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.SessionEntry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The MQTT sessions and when each was last remembered. A client id is {@code deviceId/name}; a device has at most {@value
 * #PER_DEVICE}, its eldest go, so that one that invents a name for each connection fills neither memory nor snapshot. Written
 * by the writer only, read by any thread.
 */
public final class SessionTable {

    static final int PER_DEVICE = 64;
    private static final long KEPT_MICROS = 30L * 24 * 3600 * 1_000_000;
    private static final long RENEWED_AFTER_MICROS = 24L * 3600 * 1_000_000;

    private final Map<String, Map<String, Long>> devices = new ConcurrentHashMap<>();

    /** Whether this client has a session. */
    public boolean present(String clientId) {
        return rememberedAt(clientId) != null;
    }

    /** Whether the session was remembered so recently that nothing need be written. */
    public boolean isFresh(String clientId, long nowMicros) {
        Long at = rememberedAt(clientId);
        return at != null && nowMicros - at < RENEWED_AFTER_MICROS;
    }

    private Long rememberedAt(String clientId) {
        return devices.getOrDefault(device(clientId), Map.of()).get(clientId);
    }

    private static String device(String clientId) {
        int slash = clientId.indexOf('/');
        return slash < 0 ? clientId : clientId.substring(0, slash);
    }

    void apply(SessionEntry entry) {
        Map<String, Long> clients = devices.computeIfAbsent(device(entry.clientId()), id -> new ConcurrentHashMap<>());
        if (entry.present()) {
            clients.put(entry.clientId(), entry.atMicros());
        } else {
            clients.remove(entry.clientId());
        }
        if (clients.size() > PER_DEVICE) {
            clients.entrySet().stream()
                    .min(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                    .ifPresent(eldest -> clients.remove(eldest.getKey()));
        }
    }

    /** Forgets the sessions that nobody used for 30 days. */
    void expire(long nowMicros) {
        devices.values().forEach(clients -> clients.values().removeIf(at -> nowMicros - at > KEPT_MICROS));
        devices.values().removeIf(Map::isEmpty);
    }

    void write(FieldsWriter out) {
        out.i32(devices.values().stream().mapToInt(Map::size).sum());
        devices.values()
                .forEach(clients ->
                        clients.forEach((clientId, at) -> out.text(clientId).i64(at)));
    }

    static SessionTable read(Fields in) {
        SessionTable table = new SessionTable();
        for (int n = in.i32(); n > 0; n--) {
            String clientId = in.text();
            table.apply(new SessionEntry(true, in.i64(), clientId));
        }
        return table;
    }
}

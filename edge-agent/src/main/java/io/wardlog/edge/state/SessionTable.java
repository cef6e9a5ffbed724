package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.SessionEntry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The MQTT sessions and when each was last remembered. Written by the writer only, read by any thread. */
public final class SessionTable {

    private static final long KEPT_MICROS = 30L * 24 * 3600 * 1_000_000;
    private static final long RENEWED_AFTER_MICROS = 24L * 3600 * 1_000_000;

    private final Map<String, Long> rememberedAt = new ConcurrentHashMap<>();

    /** Whether this client has a session. */
    public boolean present(String clientId) {
        return rememberedAt.containsKey(clientId);
    }

    /** Whether the session was remembered so recently that nothing need be written. */
    public boolean isFresh(String clientId, long nowMicros) {
        Long at = rememberedAt.get(clientId);
        return at != null && nowMicros - at < RENEWED_AFTER_MICROS;
    }

    void apply(SessionEntry entry) {
        if (entry.present()) {
            rememberedAt.put(entry.clientId(), entry.atMicros());
        } else {
            rememberedAt.remove(entry.clientId());
        }
    }

    /** Forgets the sessions that nobody used for 30 days. */
    void expire(long nowMicros) {
        rememberedAt.values().removeIf(at -> nowMicros - at > KEPT_MICROS);
    }

    void write(FieldsWriter out) {
        Map<String, Long> all = Map.copyOf(rememberedAt);
        out.i32(all.size());
        all.forEach((clientId, at) -> out.text(clientId).i64(at));
    }

    static SessionTable read(Fields in) {
        SessionTable table = new SessionTable();
        for (int n = in.i32(); n > 0; n--) {
            table.rememberedAt.put(in.text(), in.i64());
        }
        return table;
    }
}

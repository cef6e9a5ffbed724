package io.wardlog.edge.state;

import io.wardlog.edge.entry.Fields;
import io.wardlog.edge.entry.FieldsWriter;
import io.wardlog.edge.entry.PacketIdentifierEntry;
import io.wardlog.edge.entry.PacketIdentifierEntry.Received;
import io.wardlog.edge.entry.SessionEntry;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The MQTT sessions, when each was last remembered, and which packet identifiers of QoS 2 its client has not released. A client id is {@code
 * deviceId/name}; a device has at most {@value #PER_DEVICE}, its eldest go, so that one that invents a name for each connection fills neither
 * memory nor snapshot. For the same reason a device has at most {@value #IDENTIFIERS_PER_DEVICE} identifiers, and all have {@value
 * #IDENTIFIERS_IN_ALL}, some 10 MB: beyond, the eldest of the sessions with the most go. What goes hangs on the entries alone, so that a restart
 * forgets the same. Written by the writer only, read by any thread.
 */
public final class SessionTable {

    static final int PER_DEVICE = 64;
    static final int IDENTIFIERS_PER_DEVICE = 4_096;
    static final int IDENTIFIERS_IN_ALL = 32_768;
    private static final long KEPT_MICROS = 30L * 24 * 3600 * 1_000_000;
    private static final long RENEWED_AFTER_MICROS = 24L * 3600 * 1_000_000;
    private static final Comparator<Map.Entry<String, Session>> MOST_FIRST = Comparator.comparingInt(
                    (Map.Entry<String, Session> known) ->
                            -known.getValue().identifiers().size())
            .thenComparing(Map.Entry.comparingByKey());

    private final Map<String, Map<String, Session>> devices = new ConcurrentHashMap<>();
    private int identifiersInAll;

    /** A session, and when it was last remembered. */
    private record Session(long atMicros, PacketIdentifiers identifiers) {
        /** Whether it is forgotten, when nobody used it until then. */
        boolean isOver(long nowMicros) {
            return nowMicros - atMicros > KEPT_MICROS;
        }

        boolean holdsIdentifiers() {
            return identifiers.size() > 0;
        }
    }

    /** Whether this client has a session. */
    public boolean present(String clientId) {
        return session(clientId).isPresent();
    }

    /** Whether the session was remembered so recently that nothing need be written. */
    public boolean isFresh(String clientId, long nowMicros) {
        return session(clientId)
                .filter(known -> nowMicros - known.atMicros() < RENEWED_AFTER_MICROS)
                .isPresent();
    }

    /** The packet identifiers that the client has not released. A copy. */
    public Set<Integer> packetIdentifiers(String clientId) {
        return session(clientId).map(known -> known.identifiers().all()).orElse(Set.of());
    }

    /** What was received under a packet identifier that is not released. */
    public Optional<Received> received(String clientId, int packetIdentifier) {
        return session(clientId).flatMap(known -> known.identifiers().find(packetIdentifier));
    }

    private Optional<Session> session(String clientId) {
        return Optional.ofNullable(
                devices.getOrDefault(device(clientId), Map.of()).get(clientId));
    }

    private static String device(String clientId) {
        int slash = clientId.indexOf('/');
        return slash < 0 ? clientId : clientId.substring(0, slash);
    }

    void apply(SessionEntry entry) {
        Map<String, Session> clients =
                devices.computeIfAbsent(device(entry.clientId()), id -> new ConcurrentHashMap<>());
        if (entry.present()) {
            // Whether somebody has looked for what is over in between must make no difference: a restart did not
            endIf(clients, entry.clientId(), known -> known.isOver(entry.atMicros()));
            Session before = clients.get(entry.clientId());
            PacketIdentifiers identifiers = before == null ? new PacketIdentifiers() : before.identifiers();
            clients.put(entry.clientId(), new Session(entry.atMicros(), identifiers));
        } else {
            endIf(clients, entry.clientId(), known -> true);
        }
        if (clients.size() > PER_DEVICE) {
            clients.entrySet().stream()
                    .min(Map.Entry.<String, Session>comparingByValue(Comparator.comparingLong(Session::atMicros))
                            .thenComparing(Map.Entry.comparingByKey()))
                    .ifPresent(eldest -> endIf(clients, eldest.getKey(), known -> true));
        }
    }

    private void endIf(Map<String, Session> clients, String clientId, Predicate<Session> condition) {
        Session known = clients.get(clientId);
        if (known != null && condition.test(known)) {
            clients.remove(clientId);
            identifiersInAll -= known.identifiers().size();
        }
    }

    /** Of a session that is over, nothing is kept. */
    void apply(PacketIdentifierEntry entry) {
        session(entry.clientId()).ifPresent(known -> {
            identifiersInAll += known.identifiers().apply(entry);
            Map<String, Session> clients = devices.get(device(entry.clientId()));
            int ofDevice = identifiers(clients);
            if (ofDevice > IDENTIFIERS_PER_DEVICE) {
                clients.entrySet().stream().min(MOST_FIRST).ifPresent(most -> dropEldest(most.getValue(), 1));
            }
            if (identifiersInAll > IDENTIFIERS_IN_ALL) {
                shrink();
            }
        });
    }

    private static int identifiers(Map<String, Session> clients) {
        return clients.values().stream()
                .mapToInt(known -> known.identifiers().size())
                .sum();
    }

    /** Makes room for thousands, for it looks at all sessions: the eldest half of each goes, of those with the most first. */
    private void shrink() {
        int enough = IDENTIFIERS_IN_ALL - IDENTIFIERS_IN_ALL / 8;
        List<Session> mostFirst = devices.values().stream()
                .flatMap(clients -> clients.entrySet().stream())
                .sorted(MOST_FIRST)
                .map(Map.Entry::getValue)
                .toList();
        for (int i = 0; identifiersInAll > enough; i++) {
            Session most = mostFirst.get(i);
            dropEldest(most, (most.identifiers().size() + 1) / 2);
        }
    }

    private void dropEldest(Session of, int count) {
        identifiersInAll -= of.identifiers().dropEldest(count);
    }

    /** For a new epoch: of what came before it entries may be missing, also releases, and a new message must not be taken for an old one. */
    void forgetPacketIdentifiers() {
        devices.values()
                .forEach(clients -> clients.values()
                        .forEach(known -> dropEldest(known, known.identifiers().size())));
    }

    /**
     * Forgets the sessions that nobody used for 30 days. One that holds packet identifiers stays until an entry ends it: they count for the
     * bounds, so that a restart must free them where the agent did.
     */
    void expire(long nowMicros) {
        devices.values()
                .forEach(clients -> clients.keySet()
                        .forEach(clientId -> endIf(
                                clients, clientId, known -> known.isOver(nowMicros) && !known.holdsIdentifiers())));
        devices.values().removeIf(Map::isEmpty);
    }

    /** The ends of sessions that nobody used for 30 days and that hold packet identifiers, at most {@code count}. */
    public List<SessionEntry> ends(long nowMicros, int count) {
        return devices.values().stream()
                .flatMap(clients -> clients.entrySet().stream())
                .filter(known ->
                        known.getValue().isOver(nowMicros) && known.getValue().holdsIdentifiers())
                .limit(count)
                .map(known -> new SessionEntry(false, nowMicros, known.getKey()))
                .toList();
    }

    void write(FieldsWriter out) {
        out.i32(devices.values().stream().mapToInt(Map::size).sum());
        devices.values()
                .forEach(clients ->
                        clients.forEach((clientId, known) -> out.text(clientId).i64(known.atMicros())));
    }

    static SessionTable read(Fields in) {
        SessionTable table = new SessionTable();
        for (int n = in.i32(); n > 0; n--) {
            String clientId = in.text();
            table.apply(new SessionEntry(true, in.i64(), clientId));
        }
        return table;
    }

    /** Whether any session holds packet identifiers. Writer thread. */
    boolean holdsPacketIdentifiers() {
        return identifiersInAll > 0;
    }

    /** Writes what {@link #readPacketIdentifiers} reads: their number, then the entries that give them. */
    void writePacketIdentifiers(FieldsWriter out) {
        out.i32(identifiersInAll);
        devices.values()
                .forEach(clients ->
                        clients.forEach((clientId, known) -> known.identifiers().write(clientId, out)));
    }

    /** Adds the packet identifiers of the sessions that were read before. */
    void readPacketIdentifiers(Fields in) {
        for (int n = in.i32(); n > 0; n--) {
            apply(PacketIdentifierEntry.read(in));
        }
    }
}

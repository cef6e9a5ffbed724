package io.wardlog.edge.accept;

import io.wardlog.edge.entry.PacketIdentifierEntry;
import io.wardlog.edge.entry.SessionEntry;
import io.wardlog.edge.state.SessionTable;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions by way of the writer, which knows what is on disk already. */
final class JournaledSessions implements Sessions {

    private static final Logger log = LoggerFactory.getLogger(JournaledSessions.class);

    private final Writer writer;
    private final SessionTable table;

    JournaledSessions(Writer writer, SessionTable table) {
        this.writer = writer;
        this.table = table;
    }

    @Override
    public boolean present(String clientId) {
        return table.present(clientId);
    }

    @Override
    public void begin(String clientId, Runnable whenDurable) {
        submit(new SessionTask(clientId, Change.BEGIN, whenDurable, table));
    }

    @Override
    public void remember(String clientId, Runnable whenDurable) {
        submit(new SessionTask(clientId, Change.USE, whenDurable, table));
    }

    @Override
    public void forget(String clientId, Runnable whenDurable) {
        submit(new SessionTask(clientId, Change.END, whenDurable, table));
    }

    @Override
    public Set<Integer> packetIdentifiers(String clientId) {
        return table.packetIdentifiers(clientId);
    }

    @Override
    public void release(Delivery delivery, Runnable whenDurable, Runnable whenFull) {
        submit(new ReleaseTask(delivery, whenDurable, whenFull));
    }

    private void submit(WriterTask task) {
        if (!writer.submit(task)) {
            task.refused();
        }
    }

    /** What becomes of a session. */
    private enum Change {
        BEGIN,
        USE,
        END
    }

    /** Goes over the writer even when nothing is to be written: what is known may be in a group not yet synced. */
    private record SessionTask(String clientId, Change change, Runnable whenDurable, SessionTable table)
            implements WriterTask {

        private static final int ENTRY_BYTES = 64;

        @Override
        public Lane lane() {
            return Lane.OWN;
        }

        @Override
        public int bytes() {
            return 2 * (ENTRY_BYTES + 3 * clientId.length());
        }

        @Override
        public void write(Group group) {
            long now = group.steadyMicros();
            SessionTable known = group.state().sessions();
            boolean ends = change == Change.BEGIN ? holdsIdentifiers(known) : change == Change.END;
            if (ends && known.present(clientId)) {
                group.add(new SessionEntry(false, now, clientId));
            }
            if (change != Change.END && !known.isFresh(clientId, now)) {
                group.add(new SessionEntry(true, now, clientId));
            }
        }

        private boolean holdsIdentifiers(SessionTable known) {
            return !known.packetIdentifiers(clientId).isEmpty();
        }

        @Override
        public void durable() {
            whenDurable.run();
        }

        /** What is on disk already needs no room. Else no answer: the client tries to connect again. */
        @Override
        public void refused() {
            boolean isThere = change == Change.USE || change == Change.BEGIN && !holdsIdentifiers(table);
            if (isThere && table.present(clientId)) {
                whenDurable.run();
            } else {
                log.atWarn().addKeyValue("reason", "no_room").log("session_not_recorded");
            }
        }
    }

    /** In the agent's own lane: there are no more releases than messages, which found their room in a lane with less. */
    private record ReleaseTask(Delivery delivery, Runnable whenDurable, Runnable whenFull) implements WriterTask {

        @Override
        public Lane lane() {
            return Lane.OWN;
        }

        @Override
        public int bytes() {
            return PacketIdentifierEntry.maxBytes(delivery.clientId());
        }

        @Override
        public void write(Group group) {
            SessionTable known = group.state().sessions();
            if (known.received(delivery.clientId(), delivery.packetIdentifier()).isPresent()) {
                group.add(
                        new PacketIdentifierEntry(delivery.clientId(), delivery.packetIdentifier(), Optional.empty()));
            }
        }

        @Override
        public void durable() {
            whenDurable.run();
        }

        @Override
        public void refused() {
            whenFull.run();
        }
    }
}

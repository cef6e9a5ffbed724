package io.wardlog.edge.accept;

import io.wardlog.edge.entry.SessionEntry;
import io.wardlog.edge.state.SessionTable;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
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
    public void remember(String clientId, Runnable whenDurable) {
        submit(new SessionTask(clientId, true, whenDurable, table));
    }

    @Override
    public void forget(String clientId, Runnable whenDurable) {
        submit(new SessionTask(clientId, false, whenDurable, table));
    }

    private void submit(SessionTask task) {
        if (!writer.submit(task)) {
            task.refused();
        }
    }

    /** Goes over the writer even when nothing is to be written: what is known may be in a group not yet synced. */
    private record SessionTask(String clientId, boolean present, Runnable whenDurable, SessionTable table)
            implements WriterTask {

        private static final int ENTRY_BYTES = 64;

        @Override
        public Lane lane() {
            return Lane.OWN;
        }

        @Override
        public int bytes() {
            return ENTRY_BYTES + 3 * clientId.length();
        }

        @Override
        public void write(Group group) {
            long now = group.steadyMicros();
            SessionTable known = group.state().sessions();
            if (present ? !known.isFresh(clientId, now) : known.present(clientId)) {
                group.add(new SessionEntry(present, now, clientId));
            }
        }

        @Override
        public void durable() {
            whenDurable.run();
        }

        /** What is on disk already needs no room. Else no answer: the client tries to connect again. */
        @Override
        public void refused() {
            if (present && table.present(clientId)) {
                whenDurable.run();
            } else {
                log.atWarn().addKeyValue("reason", "no_room").log("session_not_recorded");
            }
        }
    }
}

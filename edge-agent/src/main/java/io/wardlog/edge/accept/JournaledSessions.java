package io.wardlog.edge.accept;

import io.wardlog.edge.entry.PacketIdentifierEntry;
import io.wardlog.edge.entry.SessionEntry;
import io.wardlog.edge.state.SessionTable;
import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
        submit(new SessionTask(
                clientId, Change.BEGIN, true, ignored -> whenDurable.run(), JournaledSessions::notRecorded));
    }

    @Override
    public void resume(String clientId, boolean begins, Consumer<Boolean> whenDurable) {
        Change change = begins ? Change.RESUME_OR_BEGIN : Change.RESUME;
        submit(new SessionTask(clientId, change, true, whenDurable, JournaledSessions::notRecorded));
    }

    @Override
    public void forget(String clientId, Runnable whenDurable, Runnable whenFull) {
        submit(new SessionTask(clientId, Change.END, true, ignored -> whenDurable.run(), whenFull));
    }

    @Override
    public void release(
            String clientId, List<Integer> packetIdentifiers, Consumer<Set<Integer>> whenDurable, Runnable whenFull) {
        submit(new ReleaseTask(clientId, packetIdentifiers, new HashSet<>(), whenDurable, whenFull));
    }

    private void submit(WriterTask task) {
        if (!writer.submit(task)) {
            task.refused();
        }
    }

    /** The client gets no answer, and tries to connect again. */
    private static void notRecorded() {
        log.atWarn().addKeyValue("reason", "no_room").log("session_not_recorded");
    }

    /** What becomes of a session. */
    private enum Change {
        BEGIN,
        RESUME_OR_BEGIN,
        RESUME,
        END
    }

    /** Goes over the writer even when nothing is to be written: what is known may be in a group not yet synced. */
    private final class SessionTask implements WriterTask {

        private static final int ENTRY_BYTES = 64;

        private final String clientId;
        private final Change change;
        private final boolean hasRoom;
        private final Consumer<Boolean> whenDurable;
        private final Runnable whenFull;
        private boolean found;
        private boolean done;

        SessionTask(String clientId, Change change, boolean hasRoom, Consumer<Boolean> whenDurable, Runnable whenFull) {
            this.clientId = clientId;
            this.change = change;
            this.hasRoom = hasRoom;
            this.whenDurable = whenDurable;
            this.whenFull = whenFull;
        }

        @Override
        public Lane lane() {
            return Lane.OWN;
        }

        @Override
        public int bytes() {
            return hasRoom ? 2 * (ENTRY_BYTES + 3 * clientId.length()) : 0;
        }

        @Override
        public void write(Group group) {
            long now = group.steadyMicros();
            SessionTable known = group.state().sessions();
            found = known.present(clientId);
            boolean ends = found && ends(known);
            boolean begins = (!found || ends) && (change == Change.BEGIN || change == Change.RESUME_OR_BEGIN);
            done = hasRoom || !ends && !begins;
            if (hasRoom && ends) {
                group.add(new SessionEntry(false, now, clientId));
            }
            if (hasRoom && (begins || found && !ends && !known.isFresh(clientId, now))) {
                group.add(new SessionEntry(true, now, clientId));
            }
        }

        private boolean ends(SessionTable known) {
            return change == Change.END
                    || change == Change.BEGIN
                            && !known.packetIdentifiers(clientId).isEmpty();
        }

        @Override
        public void durable() {
            if (done) {
                whenDurable.accept(found);
            } else {
                whenFull.run();
            }
        }

        /** What is on disk already needs no room. Whether it is, is known behind what waits: a message may yet take an identifier. */
        @Override
        public void refused() {
            if (hasRoom) {
                submit(new SessionTask(clientId, change, false, whenDurable, whenFull));
            } else {
                whenFull.run();
            }
        }
    }

    /** In the agent's own lane: there are no more releases than messages, which found their room in a lane with less. */
    private record ReleaseTask(
            String clientId,
            List<Integer> packetIdentifiers,
            Set<Integer> taken,
            Consumer<Set<Integer>> whenDurable,
            Runnable whenFull)
            implements WriterTask {

        @Override
        public Lane lane() {
            return Lane.OWN;
        }

        @Override
        public int bytes() {
            return packetIdentifiers.size() * PacketIdentifierEntry.maxBytes(clientId);
        }

        @Override
        public void write(Group group) {
            SessionTable known = group.state().sessions();
            for (int identifier : packetIdentifiers) {
                if (known.received(clientId, identifier).isPresent()) {
                    group.add(new PacketIdentifierEntry(clientId, identifier, Optional.empty()));
                    taken.add(identifier);
                }
            }
        }

        @Override
        public void durable() {
            whenDurable.accept(taken);
        }

        @Override
        public void refused() {
            whenFull.run();
        }
    }
}

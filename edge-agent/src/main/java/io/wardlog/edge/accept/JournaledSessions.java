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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Sessions by way of the writer, which knows what is on disk already. */
final class JournaledSessions implements Sessions {

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
    public void begin(String clientId, Runnable whenDurable, Runnable whenFull) {
        change(new Change(clientId, Kind.BEGIN, () -> true, ignored -> whenDurable.run(), whenFull));
    }

    @Override
    public void resume(String clientId, boolean begins, Consumer<Boolean> whenDurable, Runnable whenFull) {
        Kind kind = begins ? Kind.RESUME_OR_BEGIN : Kind.RESUME;
        change(new Change(clientId, kind, () -> true, whenDurable, whenFull));
    }

    @Override
    public void forget(String clientId, BooleanSupplier stillEnds, Runnable whenDurable, Runnable whenFull) {
        change(new Change(clientId, Kind.END, stillEnds, ignored -> whenDurable.run(), whenFull));
    }

    @Override
    public void release(
            String clientId,
            List<Integer> packetIdentifiers,
            Consumer<Set<Integer>> whenDurable,
            Consumer<Set<Integer>> whenFull) {
        submit(new ReleaseTask(new Release(clientId, packetIdentifiers, whenDurable, whenFull), true));
    }

    private void change(Change change) {
        submit(new ChangeTask(change, true));
    }

    private void submit(WriterTask task) {
        if (!writer.submit(task)) {
            task.refused();
        }
    }

    /** What becomes of a session. */
    private enum Kind {
        BEGIN,
        RESUME_OR_BEGIN,
        RESUME,
        END
    }

    /** {@code stillEnds} is asked of an end alone. */
    private record Change(
            String clientId, Kind kind, BooleanSupplier stillEnds, Consumer<Boolean> whenDurable, Runnable whenFull) {

        boolean begins() {
            return kind == Kind.BEGIN || kind == Kind.RESUME_OR_BEGIN;
        }

        boolean ends(SessionTable known) {
            return kind == Kind.END && stillEnds.getAsBoolean()
                    || kind == Kind.BEGIN && !known.packetIdentifiers(clientId).isEmpty();
        }
    }

    private record Release(
            String clientId,
            List<Integer> packetIdentifiers,
            Consumer<Set<Integer>> whenDurable,
            Consumer<Set<Integer>> whenFull) {}

    /** Goes over the writer even when nothing is to be written: what is known may be in a group not yet synced. */
    private final class ChangeTask implements WriterTask {

        private static final int ENTRY_BYTES = 64;

        private final Change change;
        private final boolean hasRoom;
        private boolean found;
        private boolean done;

        ChangeTask(Change change, boolean hasRoom) {
            this.change = change;
            this.hasRoom = hasRoom;
        }

        @Override
        public Lane lane() {
            return Lane.OWN;
        }

        @Override
        public int bytes() {
            return hasRoom ? 2 * (ENTRY_BYTES + 3 * change.clientId().length()) : 0;
        }

        @Override
        public void write(Group group) {
            long now = group.steadyMicros();
            String clientId = change.clientId();
            SessionTable known = group.state().sessions();
            found = known.present(clientId);
            boolean ends = found && change.ends(known);
            boolean begins = (!found || ends) && change.begins();
            done = hasRoom || !ends && !begins;
            if (hasRoom && ends) {
                group.add(new SessionEntry(false, now, clientId));
            }
            if (hasRoom && (begins || found && !ends && !known.isFresh(clientId, now))) {
                group.add(new SessionEntry(true, now, clientId));
            }
        }

        @Override
        public void durable() {
            if (done) {
                change.whenDurable().accept(found);
            } else {
                change.whenFull().run();
            }
        }

        /** What is on disk already needs no room. Whether it is, is known behind what waits: a message may yet take an identifier. */
        @Override
        public void refused() {
            if (hasRoom) {
                submit(new ChangeTask(change, false));
            } else {
                change.whenFull().run();
            }
        }
    }

    /** In the agent's own lane: there are no more releases than messages, which found their room in a lane with less. */
    private final class ReleaseTask implements WriterTask {

        private final Release release;
        private final boolean hasRoom;
        private final Set<Integer> taken = new HashSet<>();

        ReleaseTask(Release release, boolean hasRoom) {
            this.release = release;
            this.hasRoom = hasRoom;
        }

        @Override
        public Lane lane() {
            return Lane.OWN;
        }

        @Override
        public int bytes() {
            return hasRoom
                    ? release.packetIdentifiers().size() * PacketIdentifierEntry.maxBytes(release.clientId())
                    : 0;
        }

        @Override
        public void write(Group group) {
            SessionTable known = group.state().sessions();
            for (int identifier : release.packetIdentifiers()) {
                if (known.received(release.clientId(), identifier).isPresent()) {
                    taken.add(identifier);
                    if (hasRoom) {
                        group.add(new PacketIdentifierEntry(release.clientId(), identifier, Optional.empty()));
                    }
                }
            }
        }

        @Override
        public void durable() {
            if (hasRoom || taken.isEmpty()) {
                release.whenDurable().accept(taken);
            } else {
                release.whenFull().accept(taken);
            }
        }

        /** As above: an identifier that is not taken needs no room. */
        @Override
        public void refused() {
            if (hasRoom) {
                submit(new ReleaseTask(release, false));
            } else {
                release.whenFull().accept(Set.copyOf(release.packetIdentifiers()));
            }
        }
    }
}

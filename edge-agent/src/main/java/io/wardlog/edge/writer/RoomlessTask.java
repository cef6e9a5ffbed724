package io.wardlog.edge.writer;

/** A task that writes nothing into the journal, so that it always has room, and for which nobody waits. */
public abstract class RoomlessTask implements WriterTask {

    @Override
    public final Lane lane() {
        return Lane.OWN;
    }

    @Override
    public final int bytes() {
        return 0;
    }

    @Override
    public final void durable() {
        // nobody waits
    }

    @Override
    public final void refused() {
        throw new IllegalStateException("a task of no bytes always has room");
    }
}

package io.wardlog.edge.life;

import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.Writer;
import io.wardlog.edge.writer.WriterTask;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Something of the agent's own to write. {@link #done} completes on the writer thread: with true when it is durable, with
 * false when there was no room for it.
 */
public final class OwnTask implements WriterTask {

    private final Lane lane;
    private final int bytes;
    private final Consumer<Group> write;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();

    /** @param bytes at most how many bytes {@code write} adds to the group; 0 for nothing */
    public OwnTask(int bytes, Consumer<Group> write) {
        this(Lane.OWN, bytes, write);
    }

    /** The same on another lane than that of the agent's own records. */
    OwnTask(Lane lane, int bytes, Consumer<Group> write) {
        this.lane = lane;
        this.bytes = bytes;
        this.write = write;
    }

    /** Hands it over; a writer that takes no more counts as no room. */
    public CompletableFuture<Boolean> submitTo(Writer writer) {
        if (!writer.submit(this)) {
            done.complete(false);
        }
        return done;
    }

    CompletableFuture<Boolean> done() {
        return done;
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public int bytes() {
        return bytes;
    }

    @Override
    public void write(Group group) {
        write.accept(group);
    }

    @Override
    public void durable() {
        done.complete(true);
    }

    @Override
    public void refused() {
        done.complete(false);
    }
}

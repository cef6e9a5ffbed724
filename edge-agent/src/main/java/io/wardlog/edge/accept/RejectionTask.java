package io.wardlog.edge.accept;

import io.wardlog.edge.writer.Group;
import io.wardlog.edge.writer.Lane;
import io.wardlog.edge.writer.WriterTask;

/** Records or counts one rejection. */
final class RejectionTask implements WriterTask {

    private static final int OWN_EVENT_BYTES = 4_096;

    private final Rejection rejection;
    private final RejectionLog log;
    private final Runnable whenDurable;
    private final Runnable whenRefused;

    RejectionTask(Rejection rejection, RejectionLog log, Runnable whenDurable, Runnable whenRefused) {
        this.rejection = rejection;
        this.log = log;
        this.whenDurable = whenDurable;
        this.whenRefused = whenRefused;
    }

    /** Not the agent's own lane: what strangers send must never use up the reserve. */
    @Override
    public Lane lane() {
        return Lane.NORMAL;
    }

    /** The kept bytes are in base64url twice: as the disclosure's value, and as the disclosure. */
    @Override
    public int bytes() {
        return rejection.firstBytes().length * 16 / 9 + OWN_EVENT_BYTES;
    }

    @Override
    public void write(Group group) {
        log.write(rejection, group);
    }

    @Override
    public void durable() {
        whenDurable.run();
    }

    @Override
    public void refused() {
        whenRefused.run();
    }
}

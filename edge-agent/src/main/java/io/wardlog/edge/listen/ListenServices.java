package io.wardlog.edge.listen;

import io.wardlog.edge.accept.Acceptor;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.writer.FatalHandler;
import java.time.InstantSource;

/**
 * What every listener needs of the agent.
 *
 * @param acceptor takes messages and refusals
 * @param directory says who is on the line
 * @param metrics counts
 * @param memory what is read and not answered takes its room from it
 * @param clock the agent's wall clock
 * @param fatal told when a thread of a listener cannot go on
 */
public record ListenServices(
        Acceptor acceptor,
        DeviceDirectory directory,
        ListenMetrics metrics,
        MemoryBudget memory,
        InstantSource clock,
        FatalHandler fatal) {

    /** What broke a connection ends it; an {@link Error} ends the process. */
    public void broken(Throwable cause) {
        if (cause instanceof Error) {
            fatal.fatal("listener_failed", cause);
        }
    }
}

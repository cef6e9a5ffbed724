package io.wardlog.edge.listen.mqtt;

import io.wardlog.edge.listen.MemoryBudget;
import java.util.Optional;

/**
 * What one connection's packets take of the agent's memory. A PUBLISH holds it until whoever {@link #takeOver takes it over} gives it back, any other
 * packet while it is read. Confined to the connection's event loop.
 */
final class PacketMemory {

    /** So much of a packet is part of what a connection takes by itself. */
    private static final int FREE = 512;

    private static final int PUBLISH = 3;

    private final MemoryBudget budget;
    private final Runnable whenGranted;
    private final Runnable whenCrowdedOut;
    private MemoryBudget.Claim coming;
    private MemoryBudget.Claim passing;
    private boolean identified;

    PacketMemory(MemoryBudget budget, Runnable whenGranted, Runnable whenCrowdedOut) {
        this.budget = budget;
        this.whenGranted = whenGranted;
        this.whenCrowdedOut = whenCrowdedOut;
    }

    /** From here on the packets are those of a device that has shown who it is. */
    void identified() {
        identified = true;
    }

    /** Whether the packet that begins with this byte, of which so many bytes are kept, may be read; else that is told when it may. */
    boolean covers(byte header, long size) {
        boolean isPublish = (header & 0xFF) >> 4 == PUBLISH;
        if (coming == null && (isPublish || size > FREE)) {
            coming = identified
                    ? budget.claim(size + MemoryBudget.PER_MESSAGE, whenGranted)
                    : budget.claimOfStranger(size, whenCrowdedOut);
        }
        return !isWaiting();
    }

    /** Whether the connection reads no further until it is granted memory. */
    boolean isWaiting() {
        return coming != null && !coming.isGranted();
    }

    /** The packet that has come goes on its way with its memory; what nobody takes over on that way is given back. */
    void passing(Runnable way) {
        passing = coming;
        coming = null;
        way.run();
        giveBack(passing);
        passing = null;
    }

    /** The memory of the packet that is on its way, for whoever keeps it; empty when it has none. */
    Optional<MemoryBudget.Claim> takeOver() {
        Optional<MemoryBudget.Claim> taken = Optional.ofNullable(passing);
        passing = null;
        return taken;
    }

    /** The connection is gone. */
    void end() {
        giveBack(coming);
        coming = null;
    }

    private static void giveBack(MemoryBudget.Claim claim) {
        if (claim != null) {
            claim.giveBack();
        }
    }
}

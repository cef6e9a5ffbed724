package io.wardlog.edge.state;

import io.wardlog.chain.ChainHead;
import io.wardlog.edge.entry.EventEntry;

/**
 * Where one device's chain stands in the current epoch.
 *
 * @param head the last event; number 0 and the genesis hash when there is none
 * @param deviceSequence the highest of the device's own counter since it last started anew, -1 when it never gave one
 */
public record DeviceChain(ChainHead head, long deviceSequence) {

    /** A number this far below the highest is the device's counter starting anew; nearer, it is a late message. */
    private static final long RESTART_DISTANCE = 1_000;

    DeviceChain after(EventEntry event) {
        if (event.sequenceNumber() != head.sequenceNumber() + 1) {
            throw new IllegalStateException("event " + event.sequenceNumber() + " follows " + head.sequenceNumber());
        }
        return new DeviceChain(head.next(event.hash()), counted(event.deviceSequence()));
    }

    /** How many of the device's own numbers were jumped over when {@code next} comes now; 0 for none. */
    public long hole(long next) {
        return deviceSequence < 0 || next <= deviceSequence ? 0 : next - deviceSequence - 1;
    }

    private long counted(long next) {
        boolean late = next < deviceSequence && deviceSequence - next < RESTART_DISTANCE && next > 1;
        return next < 0 || late ? deviceSequence : next;
    }
}

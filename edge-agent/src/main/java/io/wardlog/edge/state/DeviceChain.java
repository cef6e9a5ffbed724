package io.wardlog.edge.state;

import io.wardlog.chain.ChainHead;
import io.wardlog.edge.entry.EventEntry;

/**
 * Where one device's chain stands in the current epoch.
 *
 * @param head the last event; number 0 and the genesis hash when there is none
 */
public record DeviceChain(ChainHead head) {

    DeviceChain after(EventEntry event) {
        if (event.sequenceNumber() != head.sequenceNumber() + 1) {
            throw new IllegalStateException("event " + event.sequenceNumber() + " follows " + head.sequenceNumber());
        }
        return new DeviceChain(head.next(event.hash()));
    }
}

package io.wardlog.edge.fake;

import io.wardlog.edge.journal.DelegatingDisk;
import io.wardlog.edge.journal.segment.FileChannelDisk;

/** The real disk; a test overrides the operations that are to fail. */
public abstract class RealDisk extends DelegatingDisk {

    protected RealDisk() {
        super(new FileChannelDisk());
    }
}

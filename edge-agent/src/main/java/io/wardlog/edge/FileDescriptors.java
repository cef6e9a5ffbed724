package io.wardlog.edge;

import com.sun.management.UnixOperatingSystemMXBean;
import io.wardlog.edge.listen.file.FileConfig;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many files the process may have open, against what its ports and its files may need: where it ends, no device gets in any more. */
final class FileDescriptors {

    private static final Logger log = LoggerFactory.getLogger(FileDescriptors.class);
    /** For journal, libraries, uplink and connections that are in their handshake. */
    private static final int OTHERS = 1_000;

    private FileDescriptors() {}

    /** Says so when they are too few; the agent runs all the same, for no site has all its connections at once. */
    static void check(EdgeConfig config) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            long needed = config.maxConnections()
                    + config.file().map(FileConfig::maxOpenFiles).orElse(0)
                    + OTHERS;
            if (limit < needed) {
                log.atWarn()
                        .addKeyValue("limit", limit)
                        .addKeyValue("needed", needed)
                        .log("file_descriptors_few");
            }
        }
    }
}

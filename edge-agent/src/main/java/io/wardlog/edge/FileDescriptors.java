package io.wardlog.edge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.UnixOperatingSystemMXBean;
import io.wardlog.edge.listen.file.FileConfig;
import io.wardlog.edge.status.Finding;
import io.wardlog.edge.status.StatusSection;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many files the process may have open, against what its ports and its files may need: where it ends, no device gets in any more.
 * Section {@code fileDescriptors} of the status, where the system tells.
 *
 * @param needed with every connection that the configuration allows
 */
record FileDescriptors(long needed) implements StatusSection {

    private static final Logger log = LoggerFactory.getLogger(FileDescriptors.class);
    /** For journal, libraries, uplink and connections that are in their handshake. */
    private static final int OTHERS = 1_000;
    /** Three quarters of the limit: before that no device is turned away. */
    private static final int NEARLY_ALL = 3;

    private static final int PARTS = 4;

    static FileDescriptors of(EdgeConfig config) {
        return new FileDescriptors(config.maxConnections()
                + config.file().map(FileConfig::maxOpenFiles).orElse(0)
                + OTHERS);
    }

    /** Says so when they are too few; the agent runs all the same, for no site has all its connections at once. */
    void check() {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            if (limit < needed) {
                log.atWarn()
                        .addKeyValue("limit", limit)
                        .addKeyValue("needed", needed)
                        .log("file_descriptors_few");
            }
        }
    }

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            long limit = system.getMaxFileDescriptorCount();
            ObjectNode node = status.putObject("fileDescriptors");
            long open = system.getOpenFileDescriptorCount();
            node.put("open", open);
            node.put("limit", limit);
            node.put("needed", needed);
            if (limit < needed && open * PARTS >= limit * NEARLY_ALL) {
                wrong.accept(new Finding(
                        Finding.Code.FILE_DESCRIPTORS_FEW,
                        open + " of " + limit + " files are open, and the ports allow connections for " + needed));
            }
        }
    }
}

package io.wardlog.edge.listen.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each file that cannot be read once, and again after it was well. Confined to the file listener's thread. */
final class FileTroubles {

    private static final Logger log = LoggerFactory.getLogger(FileTroubles.class);

    private final String deviceId;
    private final Set<String> told = new HashSet<>();

    FileTroubles(String deviceId) {
        this.deviceId = deviceId;
    }

    /** The file of this key cannot be read now. */
    void tell(String key, String name, IOException failed) {
        if (told.add(key)) {
            log.atWarn()
                    .addKeyValue("deviceId", deviceId)
                    .addKeyValue("name", FileFollower.printable(name))
                    .addKeyValue("reason", reason(failed))
                    .log("file_unreadable");
        }
    }

    /** The file of this key is well. */
    void well(String key) {
        told.remove(key);
    }

    /** Whether the file of this key could not be read when that was tried last. */
    boolean has(String key) {
        return told.contains(key);
    }

    /** Whether all are. */
    boolean isWell() {
        return told.isEmpty();
    }

    /** Only these are there. */
    void retain(Set<String> keys) {
        told.retainAll(keys);
    }

    /** What kind of failure it is, and what the system calls it; never a name that somebody else gave. */
    static String reason(IOException failed) {
        String kind = failed.getClass().getSimpleName();
        return failed instanceof FileSystemException of && of.getReason() != null ? kind + ": " + of.getReason() : kind;
    }
}

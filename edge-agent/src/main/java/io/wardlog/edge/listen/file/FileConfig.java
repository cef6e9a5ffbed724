package io.wardlog.edge.listen.file;

import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings of the file listener (NDJSON). */
public record FileConfig(
        @Doc(
                "Directory with one sub-directory a device, of its id's name; the device needs file: true in the device directory.")
        Path directory,

        @Doc("Names of the files that are read, `*` standing for any characters; also rotated: name.1, name-20261126.")
        @Default("*.ndjson,*.log")
        List<String> names,

        @Doc("How often to look at files of whose changes no notice comes, as on network file systems.")
        @Default("1s")
        @Range(min = "10ms", max = "1m")
        Duration pollInterval,

        @Doc("How long it is remembered how far a file was read that is gone.")
        @Default("1h")
        @Range(min = "100ms", max = "30d")
        Duration forgetAfter,

        @Doc(
                "How many files may be open at a time; more wait until others have not changed for a minute. The last quarter is for devices that have few of them, a 256th.")
        @Default("4096")
        @Range(min = "16", max = "1000000")
        int maxOpenFiles,

        @Doc("Deletes rotated files that were read to their end, once the collector's custody has confirmed all of it.")
        @Default("false")
        boolean deleteConfirmed,

        @Doc("How long a rotated file has not changed before it is deleted.")
        @Default("1h")
        @Range(min = "100ms", max = "365d")
        Duration deleteAfter) {

    public FileConfig {
        if (names.isEmpty() || names.stream().anyMatch(name -> name.isBlank() || name.contains("/"))) {
            throw new IllegalArgumentException("names are file names such as *.ndjson, without directories");
        }
    }
}

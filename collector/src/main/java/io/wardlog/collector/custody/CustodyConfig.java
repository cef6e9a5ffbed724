package io.wardlog.collector.custody;

import io.wardlog.config.DataSize;
import io.wardlog.config.Default;
import io.wardlog.config.Doc;
import io.wardlog.config.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What custody needs beside Kafka and the register. */
public record CustodyConfig(
        @Doc("The public halves of every collector's receipt key (PEM), old ones too")
        List<Path> receiptPublicKeys,

        @Doc("How long an agent may be without a batch before it is reported silent")
        @Default("60s")
        @Range(min = "1s", max = "24h")
        Duration silentAfter,

        @Doc("Memory outside the Java heap for the ledger's reads and writes")
        @Default("64MiB")
        @Range(min = "8MiB", max = "64GiB")
        DataSize ledgerMemory,

        @Doc(
                "Copies of the ledger that other custody processes keep, so that one can take over at once; without it 1, or 0 with kafka.singleNode")
        @Range(min = "0", max = "3")
        Optional<Integer> standbys) {}

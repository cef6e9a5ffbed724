package io.wardlog.collector;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchiveConfig;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.collector.archive.directory.DirectoryArchive;
import io.wardlog.collector.archive.evidence.ArchivedEvents;
import io.wardlog.collector.archive.parquet.ParquetFiles;
import io.wardlog.collector.archive.s3.S3Archive;
import io.wardlog.collector.archive.s3.S3Bucket;
import io.wardlog.collector.archive.s3.S3Clients;
import io.wardlog.collector.consume.EventCheck;
import io.wardlog.collector.consume.Slice;
import io.wardlog.collector.consume.StoredRecord;
import io.wardlog.collector.consume.Taken;
import io.wardlog.collector.index.IndexStage;
import io.wardlog.collector.index.opensearch.OpenSearchIndex;
import io.wardlog.collector.kafka.ConsumerGroup;
import io.wardlog.collector.kafka.KafkaClients;
import io.wardlog.collector.opensearch.OpenSearch;
import io.wardlog.config.HostPort;
import io.wardlog.verify.Finding;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;

/** {@code wardlog collector reindex}: makes the index anew, from Kafka or, when that was lost as well, from the archive. */
final class Reindex {
    private static final int AT_ONCE = 1_000;
    private static final int CONNECT_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CollectorConfig config;
    private long indexed;
    private long refused;
    private final List<Finding> findings = new ArrayList<>();

    Reindex(CollectorConfig config) {
        this.config = config;
    }

    /**
     * How many events went into the index, how many records of the archive are no events, and what is wrong with its files.
     */
    record Result(long indexed, long refused, List<Finding> findings) {
        boolean isWhole() {
            return refused == 0 && findings.isEmpty();
        }
    }

    /**
     * Lets the role {@code index} begin again with the oldest record of Kafka, once it is started.
     *
     * @throws IOException when it runs somewhere, or Kafka does not answer
     */
    void fromKafka() throws IOException, InterruptedException {
        requireStopped(config.status().listen());
        KafkaClients kafka = KafkaClients.of(config.kafka(), config.collectorId());
        try (Admin admin = Admin.create(kafka.connection("reindex"))) {
            new ConsumerGroup(admin, kafka.groupId(IndexStage.ROLE)).forget(kafka.instance());
        }
    }

    /** A running role would go on from where it is, and commit that. */
    private static void requireStopped(HostPort status) throws IOException {
        if (status.port() == 0) {
            return;
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(status.host(), status.port()), CONNECT_MILLIS);
        } catch (ConnectException | SocketTimeoutException nobody) {
            return;
        }
        throw new IOException("somebody answers at status.listen, " + status + ": stop this collector first");
    }

    /**
     * Puts every event of the archive into OpenSearch; what is there already stays as it is. A damaged file is left out, and a finding.
     *
     * @throws IOException when the archive does not answer, or OpenSearch takes nothing for five minutes
     */
    Result fromArchive() throws IOException {
        Path downloads = Files.createTempDirectory("wardlog-reindex");
        try (OpenSearch openSearch = new OpenSearch(config.index().orElseThrow().access());
                OpenArchive archive = open(config.archive().orElseThrow(), downloads)) {
            IndexStage stage = new IndexStage(
                    new EventCheck(), new OpenSearchIndex(openSearch), (stored, role, code, detail) -> refused++);
            List<StoredRecord> waiting = new ArrayList<>(AT_ONCE);
            ArchivedEvents events = ArchivedEvents.examined(archive.archive(), new ParquetFiles(), findings::add);
            events.forEach(stored -> {
                if (waiting.size() == AT_ONCE) {
                    index(stage, waiting);
                }
                waiting.add(stored);
            });
            index(stage, waiting);
            return new Result(indexed, refused, List.copyOf(findings));
        } finally {
            WorkDirectory.emptied(downloads); // a download that broke off leaves its part
            Files.deleteIfExists(downloads);
        }
    }

    private void index(IndexStage stage, List<StoredRecord> records) throws IOException {
        if (records.isEmpty()) {
            return;
        }
        // The stage asks of a slice no more than its records; a range of offsets only a consumer has.
        Slice slice = new Slice(records.get(0).source(), 0, 1, List.copyOf(records));
        long before = refused;
        Instant end = Instant.now().plus(PATIENCE);
        while (stage.take(List.of(slice)) instanceof Taken.Busy busy) {
            if (Instant.now().isAfter(end)) {
                throw new IOException("OpenSearch takes nothing: " + busy.reason());
            }
            LockSupport.parkNanos(busy.retryAfter().toNanos());
        }
        indexed += records.size() - (refused - before);
        records.clear();
    }

    /** An archive, and what is closed after it. */
    private record OpenArchive(Archive archive) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            if (archive instanceof S3Archive bucket) {
                bucket.close();
            }
        }
    }

    private static OpenArchive open(ArchiveConfig config, Path downloads) throws IOException {
        if (config.s3().isEmpty()) {
            return new OpenArchive(new DirectoryArchive(config.directory().orElseThrow()));
        }
        S3Config s3 = config.s3().get();
        return new OpenArchive(new S3Archive(
                new S3Bucket(S3Clients.create(s3), s3, InstantSource.system()), WorkDirectory.emptied(downloads)));
    }
}

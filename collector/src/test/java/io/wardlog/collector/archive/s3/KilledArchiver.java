package io.wardlog.collector.archive.s3;

import io.wardlog.collector.archive.Archive;
import io.wardlog.collector.archive.ArchiveFixture;
import io.wardlog.collector.archive.ArchiveStage;
import io.wardlog.collector.archive.ArchivedPartition;
import io.wardlog.collector.archive.Manifest;
import io.wardlog.collector.archive.ManifestReading;
import io.wardlog.collector.archive.S3Config;
import io.wardlog.collector.archive.WorkDirectory;
import io.wardlog.collector.consume.Slice;
import io.wardlog.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An archiver that is a process of its own: it archives until the step that it is told, says so in a line, and waits there to be killed. Ends
 * by itself when its parent is gone.
 */
final class KilledArchiver {
    private KilledArchiver() {}

    /** Step ({@code spool}, {@code before 2}, {@code after 4}), the store's configuration, and a directory of its own. */
    public static void main(String[] args) throws Exception {
        S3Config config = ConfigLoader.load(S3Config.class, Path.of(args[1]), Map.of(), "");
        Path directory = Path.of(args[2]);
        S3Bucket bucket = new S3Bucket(S3Clients.create(config), config, InstantSource.system());
        try (S3Archive archive = new S3Archive(bucket, WorkDirectory.emptied(directory.resolve("read")))) {
            ArchiveStage stage = ArchiveFixture.stage(new StoppingArchive(archive, args[0]), directory.resolve("work"));
            ArchiveFixture topic = new ArchiveFixture();
            long position = stage.resume(Set.of(ArchiveFixture.SOURCE)).get(ArchiveFixture.SOURCE);
            if (args[0].equals("spool")) {
                stage.take(List.of(topic.slice(position, ArchiveFixture.FLUSHED_AT - 1)));
                waitToBeKilled();
            }
            while (position < ArchiveFixture.RECORDS) {
                Slice slice = topic.slice(position, position + ArchiveFixture.FLUSHED_AT);
                stage.take(List.of(slice));
                position = slice.next();
            }
        }
    }

    private static void waitToBeKilled() {
        System.out.println("here");
        System.out.flush();
        try {
            if (System.in.read() < 0) {
                Runtime.getRuntime().halt(1);
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(1);
        }
    }

    /** Counts the puts, and stops at one of them. */
    private static final class StoppingArchive implements Archive {
        private final Archive target;
        private final String stop;
        private int step;

        StoppingArchive(Archive target, String stop) {
            this.target = target;
            this.stop = stop;
        }

        @Override
        public void putFile(String name, Path local) throws IOException {
            step++;
            stopAt("before");
            target.putFile(name, local);
            stopAt("after");
        }

        @Override
        public void putManifest(Manifest manifest) throws IOException {
            step++;
            stopAt("before");
            target.putManifest(manifest);
            stopAt("after");
        }

        private void stopAt(String when) {
            if (stop.equals(when + " " + step)) {
                waitToBeKilled();
            }
        }

        @Override
        public List<ManifestReading> manifests(ArchivedPartition source) throws IOException {
            return target.manifests(source);
        }

        @Override
        public List<ManifestReading> furthest(ArchivedPartition source) throws IOException {
            return target.furthest(source);
        }

        @Override
        public List<ArchivedPartition> partitions() throws IOException {
            return target.partitions();
        }

        @Override
        public Path file(String name) throws IOException {
            return target.file(name);
        }
    }
}

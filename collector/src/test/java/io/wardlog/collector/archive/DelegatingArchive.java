package io.wardlog.collector.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** An archive that does what another one does; a test changes the puts of it. */
public abstract class DelegatingArchive implements Archive {
    private final Archive target;

    protected DelegatingArchive(Archive target) {
        this.target = target;
    }

    /** A put that may be left out, held up or made to fail. */
    protected interface Put {
        void run() throws IOException;
    }

    /** Called in the place of each put, of files and manifests alike. */
    protected abstract void put(Put put) throws IOException;

    @Override
    public void putFile(String name, Path local) throws IOException {
        put(() -> target.putFile(name, local));
    }

    @Override
    public void putManifest(Manifest manifest) throws IOException {
        put(() -> target.putManifest(manifest));
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

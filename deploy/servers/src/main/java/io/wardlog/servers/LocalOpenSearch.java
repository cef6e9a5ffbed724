package io.wardlog.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.ingest.common.IngestCommonPlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.node.NodeValidationException;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * One OpenSearch node in this JVM, plain HTTP on 127.0.0.1, no security plugin. A later start on the same directory finds its indices again, also after
 * the process was killed.
 */
public final class LocalOpenSearch implements AutoCloseable {
    private static final List<Class<? extends Plugin>> PLUGINS = List.of(
            Netty4Plugin.class,
            CommonAnalysisPlugin.class,
            MapperExtrasPlugin.class,
            ReindexPlugin.class,
            IngestCommonPlugin.class,
            PainlessPlugin.class);
    private static final long CLOSE_SECONDS = 15;
    private static final int TRANSPORT_PORTS = 100;

    private final Node node;
    private final int port;

    private LocalOpenSearch(Node node, int port) {
        this.node = node;
        this.port = port;
    }

    /**
     * Starts the node and returns when it answers HTTP.
     *
     * @param directory created when absent; owned by one node at a time
     * @param port of the HTTP listener
     */
    public static LocalOpenSearch start(Path directory, int port) throws IOException {
        Path home = Files.createDirectories(directory.toAbsolutePath());
        Files.createDirectories(home.resolve("config"));
        Node node = new EmbeddedNode(
                InternalSettingsPreparer.prepareEnvironment(settings(home, port), Map.of(), null, () -> "wardlog"));
        try {
            node.start();
        } catch (NodeValidationException | RuntimeException e) {
            node.close();
            throw new IOException("OpenSearch does not start on " + home, e);
        }
        return new LocalOpenSearch(node, port);
    }

    /** The base address, such as {@code http://127.0.0.1:9200}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    @Override
    public void close() throws IOException {
        node.close();
        try {
            if (!node.awaitClose(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("OpenSearch did not close within " + CLOSE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Settings settings(Path home, int port) {
        int transport = FreePorts.next();
        return Settings.builder()
                .put("cluster.name", "wardlog-local")
                .put("node.name", "wardlog")
                .put("path.home", home.toString())
                .put("path.data", home.resolve("data").toString())
                .put("path.logs", home.resolve("logs").toString())
                .put("network.host", "127.0.0.1")
                .put("http.port", port)
                // Nobody needs to know it: the first that is free, so that it cannot be taken between choosing and
                // binding.
                .put("transport.port", transport + "-" + (transport + TRANSPORT_PORTS))
                .put("http.type", "netty4")
                .put("transport.type", "netty4")
                .put("discovery.type", "single-node")
                .put("node.store.allow_mmap", false)
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
    }

    /** A node that takes its plugins from the class path instead of a plugin directory. */
    private static final class EmbeddedNode extends Node {
        EmbeddedNode(Environment environment) {
            super(environment, PLUGINS, false);
        }
    }
}

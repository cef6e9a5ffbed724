package io.wardlog.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
 * One OpenSearch node in this JVM on 127.0.0.1: plain HTTP for everyone, or with the security plugin. A later start on the same directory finds its indices again, also after
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
    private static final String SECURITY_PLUGIN = "org.opensearch.security.OpenSearchSecurityPlugin";
    private static final long CLOSE_SECONDS = 15;
    private static final int TRANSPORT_PORTS = 100;

    private final Node node;
    private final String url;

    private LocalOpenSearch(Node node, String url) {
        this.node = node;
        this.url = url;
    }

    /**
     * Starts the node and returns when it answers HTTP.
     *
     * @param directory created when absent; owned by one node at a time
     * @param port of the HTTP listener
     * @param tls for the security plugin; without it everyone may do everything
     */
    public static LocalOpenSearch start(Path directory, int port, Optional<OpenSearchTls> tls) throws IOException {
        Path home = Files.createDirectories(directory.toAbsolutePath());
        Path config = Files.createDirectories(home.resolve("config"));
        Settings.Builder settings = settings(home, port);
        List<Class<? extends Plugin>> plugins = new ArrayList<>(PLUGINS);
        if (tls.isPresent()) {
            secure(settings, config, tls.get());
            plugins.add(securityPlugin());
        } else {
            settings.put("http.type", "netty4").put("transport.type", "netty4");
        }
        Node node = new EmbeddedNode(
                InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), null, () -> "wardlog"),
                plugins);
        try {
            node.start();
        } catch (NodeValidationException | RuntimeException e) {
            node.close();
            throw new IOException("OpenSearch does not start on " + home, e);
        }
        return new LocalOpenSearch(node, (tls.isPresent() ? "https" : "http") + "://127.0.0.1:" + port);
    }

    /** The base address, such as {@code http://127.0.0.1:9200}. */
    public String url() {
        return url;
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

    private static Settings.Builder settings(Path home, int port) {
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
                .put("discovery.type", "single-node")
                .put("node.store.allow_mmap", false)
                .put("cluster.routing.allocation.disk.threshold_enabled", false);
    }

    /** The plugin reads certificates out of the node's own configuration directory only. */
    private static void secure(Settings.Builder settings, Path config, OpenSearchTls tls) throws IOException {
        Path security = Files.createDirectories(config.resolve("opensearch-security"));
        try (Stream<Path> files = Files.list(tls.configuration())) {
            for (Path file : files.toList()) {
                Files.copy(file, security.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(tls.ca(), config.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(tls.certificate(), config.resolve("tls.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(tls.key(), config.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
        for (String layer : List.of("transport", "http")) {
            settings.put("plugins.security.ssl." + layer + ".pemcert_filepath", "tls.pem")
                    .put("plugins.security.ssl." + layer + ".pemkey_filepath", "tls.key")
                    .put("plugins.security.ssl." + layer + ".pemtrustedcas_filepath", "ca.pem");
        }
        settings.put("plugins.security.ssl.http.enabled", true)
                .put("plugins.security.ssl.http.clientauth_mode", "OPTIONAL")
                .put("plugins.security.ssl.transport.enforce_hostname_verification", false)
                .put("plugins.security.allow_default_init_securityindex", true)
                .putList("plugins.security.nodes_dn", "CN=*")
                .putList("plugins.security.authcz.admin_dn", "CN=nobody");
    }

    private static Class<? extends Plugin> securityPlugin() throws IOException {
        try {
            return Class.forName(SECURITY_PLUGIN).asSubclass(Plugin.class);
        } catch (ClassNotFoundException e) {
            throw new IOException("the security plugin is not there: build with -Popensearch-security", e);
        }
    }

    /** A node that takes its plugins from the class path instead of a plugin directory. */
    private static final class EmbeddedNode extends Node {
        EmbeddedNode(Environment environment, List<Class<? extends Plugin>> plugins) {
            super(environment, plugins, false);
        }
    }
}

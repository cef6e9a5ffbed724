package io.wardlog.servers;

import java.nio.file.Path;
import java.util.List;

/**
 * Makes a node speak TLS and know its users, by the security plugin, which must have been built in: {@code mvn -Popensearch-security}. All
 * files are PEM, the key PKCS#8.
 *
 * @param ca the authority of the node's certificate and of those that clients may show
 * @param certificate the node's own, for localhost and 127.0.0.1
 * @param key its key
 * @param configuration a directory with the plugin's {@code config.yml}, {@code roles.yml} and so on, used at the first start
 */
public record OpenSearchTls(Path ca, Path certificate, Path key, Path configuration) {

    /** The options of the process that say the same. */
    List<String> options() {
        return List.of(
                "--opensearch-tls-ca",
                ca.toString(),
                "--opensearch-tls-certificate",
                certificate.toString(),
                "--opensearch-tls-key",
                key.toString(),
                "--opensearch-security",
                configuration.toString());
    }
}

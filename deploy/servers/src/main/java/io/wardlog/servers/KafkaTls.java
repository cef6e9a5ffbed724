package io.wardlog.servers;

import java.nio.file.Path;
import java.util.List;

/**
 * Makes a broker ask every client for a certificate and allow it only what access rules grant to the certificate's common name. All
 * files are PEM, the key PKCS#8.
 *
 * @param ca the authority whose certificates are taken
 * @param certificate the broker's own, for 127.0.0.1
 * @param key its key
 * @param superUser the common name that may do everything: the broker's own, by which it speaks to itself
 */
public record KafkaTls(Path ca, Path certificate, Path key, String superUser) {

    /** The options of the process that say the same. */
    List<String> options() {
        return List.of(
                "--kafka-tls-ca",
                ca.toString(),
                "--kafka-tls-certificate",
                certificate.toString(),
                "--kafka-tls-key",
                key.toString(),
                "--kafka-super-user",
                superUser);
    }
}

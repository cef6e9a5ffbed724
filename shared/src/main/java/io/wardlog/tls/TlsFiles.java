package io.wardlog.tls;

import java.nio.file.Path;

/**
 * The files of one TLS end, all PEM.
 *
 * @param certificate the end's own certificate, followed by its intermediates
 * @param key the certificate's private key, PKCS#8
 * @param ca the authorities that the peer's certificate must come from
 */
public record TlsFiles(Path certificate, Path key, Path ca) {}

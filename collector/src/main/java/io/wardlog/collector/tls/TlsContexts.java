package io.wardlog.collector.tls;

import io.wardlog.keys.PemKeys;
import io.wardlog.tls.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The JDK's TLS out of PEM files, read at each call. Thread-safe. */
public final class TlsContexts {
    private static final char[] IN_MEMORY_ONLY = "memory".toCharArray();

    private TlsContexts() {}

    /**
     * A context that trusts the section's authority alone and shows the section's certificate, if it has one.
     *
     * @throws IOException when a file does not read or is not what it should be
     */
    public static SSLContext of(ClientTls tls) throws IOException {
        try {
            KeyManager[] keys = tls.key().isEmpty()
                    ? null
                    : keyManagers(tls.certificate().orElseThrow(), tls.key().get());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trusting(tls.ca())}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates or the key cannot be used: " + e.getMessage(), e);
        }
    }

    /** Trusts what the authorities in the file issued, and nobody else. */
    public static X509TrustManager trusting(Path ca) throws IOException {
        try {
            KeyStore store = emptyStore();
            int number = 0;
            for (Certificate certificate : Certificates.read(ca)) {
                store.setCertificateEntry("ca-" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return (X509TrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates in " + ca, e);
        }
    }

    private static KeyManager[] keyManagers(Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        Certificate[] chain = Certificates.read(certificate).toArray(Certificate[]::new);
        store.setKeyEntry("own", PemKeys.readPrivate(key), IN_MEMORY_ONLY, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, IN_MEMORY_ONLY);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}

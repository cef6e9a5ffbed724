package io.wardlog.edge.listen;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** TLS clients of the JDK, independent of the server's Netty and BoringSSL. */
public final class TlsSockets {

    private TlsSockets() {}

    /** A context that trusts {@code ca} and shows {@code own}, if any. */
    public static SSLContext context(Path ca, Optional<TestPki.Pem> own) throws GeneralSecurityException, IOException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("ca", read(ca));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own.isPresent()) {
            store.setKeyEntry("own", key(own.get().key()), new char[0], new Certificate[] {
                read(own.get().certificate())
            });
        }
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    /** A connection, its handshake done, and with TLS 1.2 so that the server's verdict on the certificate is part of it. */
    public static SSLSocket connect(SSLContext context, int port, String... versions) throws IOException {
        return connect(context, new Socket("127.0.0.1", port), versions);
    }

    /** The same over a connection that stands. */
    public static SSLSocket connect(SSLContext context, Socket below, String... versions) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(below, "127.0.0.1", below.getPort(), true);
        socket.setSoTimeout(20_000);
        socket.setEnabledProtocols(versions.length == 0 ? new String[] {"TLSv1.2"} : versions);
        socket.startHandshake();
        return socket;
    }

    private static Certificate read(Path pem) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static PrivateKey key(Path pem) throws IOException, GeneralSecurityException {
        String text = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }
}

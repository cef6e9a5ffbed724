package io.wardlog.collector.ingest.http;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Reads who a TLS peer says it is; that its certificate is trusted was checked in the handshake. */
final class PeerIdentity {
    private static final int SAN_URI = 6;

    private PeerIdentity() {}

    /** The URIs among the subject alternative names of the peer's certificate; none without a certificate. */
    static List<String> sanUris(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate peer ? sanUris(peer) : List.of();
        } catch (SSLPeerUnverifiedException | CertificateParsingException unusable) {
            return List.of();
        }
    }

    private static List<String> sanUris(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> Integer.valueOf(SAN_URI).equals(name.get(0)))
                        .map(name -> name.get(1).toString())
                        .toList();
    }
}

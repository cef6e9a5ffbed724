package io.wardlog.edge.device;

import io.wardlog.event.Identifiers;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The device's name in a certificate: exactly one SAN URI {@code urn:wardlog:device:{tenant}:{device}}. */
final class CertificateNames {

    private static final int URI = 6; // RFC 5280 GeneralName uniformResourceIdentifier
    private static final String WARDLOG = "urn:wardlog:";

    private CertificateNames() {}

    /** The device id, if this is a certificate of a device of {@code tenantId} and names nothing else of ours. */
    static Optional<String> deviceId(X509Certificate certificate, String tenantId) {
        String prefix = WARDLOG + "device:" + tenantId + ":";
        List<String> names = wardlogUris(certificate);
        return names.size() == 1 && names.get(0).startsWith(prefix)
                ? Optional.of(names.get(0).substring(prefix.length())).filter(Identifiers::isDevice)
                : Optional.empty();
    }

    private static List<String> wardlogUris(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Integer.valueOf(URI).equals(name.get(0)))
                            .map(name -> (String) name.get(1))
                            .filter(uri -> uri.startsWith(WARDLOG))
                            .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of(); // A name that cannot be read is nobody's name.
        }
    }
}

package io.wardlog.edge.listen.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.wardlog.edge.device.DeviceDirectory;
import io.wardlog.edge.device.Identification;
import io.wardlog.edge.listen.Peers;
import io.wardlog.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;

/** Who sends a request: the TLS client certificate, else Basic credentials (RFC 7617, UTF-8). */
final class Credentials {

    private static final String BASIC = "basic ";

    private Credentials() {}

    static Identification identify(HttpServerRequest request, DeviceDirectory directory) {
        Optional<X509Certificate> certificate =
                Peers.certificate(request.connection().sslSession());
        if (certificate.isPresent()) {
            return directory.byCertificate(certificate.get());
        }
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return missing("Basic credentials, or a client certificate, are needed");
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String pair = new String(decoded, StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? missing("the Basic credentials have no colon")
                    : directory.byToken(pair.substring(0, colon), pair.substring(colon + 1));
        } catch (IllegalArgumentException notBase64) {
            return missing("the Basic credentials are not base64");
        }
    }

    private static Identification missing(String detail) {
        return new Identification.Refused(ErrorCode.NOT_AUTHENTICATED, detail);
    }
}

package io.wardlog.collector.opensearch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;

/** Puts user and password (RFC 7617) on each request, without waiting to be asked for them. Thread-safe. */
record BasicLogin(OpenSearchAccess.Login login) implements HttpRequestInterceptor {

    @Override
    public void process(HttpRequest request, EntityDetails entity, HttpContext context) throws IOException {
        String password =
                Files.readString(login.passwordFile(), StandardCharsets.UTF_8).strip();
        byte[] pair = (login.user() + ":" + password).getBytes(StandardCharsets.UTF_8);
        request.setHeader(
                HttpHeaders.AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(pair));
    }
}

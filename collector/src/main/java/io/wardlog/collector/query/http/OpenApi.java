package io.wardlog.collector.query.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI 3.1 document of the API, in both forms. Immutable. */
record OpenApi(Buffer yaml, Buffer json) {

    private static final String RESOURCE = "/io/wardlog/collector/openapi.yaml";

    /** Reads the document from the class path. */
    static OpenApi load() {
        try (InputStream in = OpenApi.class.getResourceAsStream(RESOURCE)) {
            byte[] yaml = in.readAllBytes();
            Object tree =
                    new Load(LoadSettings.builder().build()).loadFromString(new String(yaml, StandardCharsets.UTF_8));
            return new OpenApi(Buffer.buffer(yaml), Buffer.buffer(new ObjectMapper().writeValueAsBytes(tree)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

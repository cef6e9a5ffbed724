package io.wardlog.collector.query.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.wardlog.collector.http.RefusedException;
import io.wardlog.collector.index.EventFields;
import io.wardlog.collector.query.Cursor;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import io.wardlog.testkit.FuzzedParser;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The query of a URL: an answer or a refusal that says what is wrong, and a cursor that is read is one that was written. */
class ParametersFuzzTest extends FuzzedParser {

    private static final String SCOPE = "search";
    private static final List<String> ALLOWED = List.of(
            "limit",
            "cursor",
            "from",
            "to",
            "quarantined",
            EventFields.DEVICE_ID,
            EventFields.EVENT_TYPE,
            EventFields.CRITICALITY,
            EventFields.TRACE_ID);

    @Override
    protected Stream<byte[]> seeds() {
        JsonNode after = ((JsonReading.Value)
                        StrictJson.read("[\"2026\",7]".getBytes(StandardCharsets.UTF_8), JsonLimits.DOCUMENT))
                .node();
        return Stream.of(
                        "limit=100&deviceId=pump-1&eventType=infusion.started&criticality=HIGH",
                        "from=2026-11-23T05:31:06Z&to=2026-11-23T05:31:06%2B01:00&quarantined=include",
                        "cursor=" + new Cursor(after).write(SCOPE) + "&limit=1")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void parse(byte[] input) {
        try {
            Parameters parameters = Parameters.of(given(new String(input, StandardCharsets.UTF_8)), ALLOWED);
            assertThat(parameters.limit()).isBetween(1, Parameters.LARGEST_LIMIT);
            parameters.filter(Map.of());
            parameters
                    .cursor(SCOPE, JsonNode::isArray)
                    .ifPresent(cursor ->
                            assertThat(Cursor.read(cursor.write(SCOPE), SCOPE)).contains(cursor));
        } catch (RefusedException refused) {
            assertThat(refused.problem().detail()).isNotBlank();
        }
    }

    /** As Vert.x makes it of a query. */
    private static MultiMap given(String query) {
        MultiMap given = MultiMap.caseInsensitiveMultiMap();
        try {
            new QueryStringDecoder(query, false).parameters().forEach(given::add);
        } catch (IllegalArgumentException malformed) {
            return given; // refused before it comes here
        }
        return given;
    }
}

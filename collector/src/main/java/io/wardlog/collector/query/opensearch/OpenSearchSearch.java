package io.wardlog.collector.query.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.index.EventFields;
import io.wardlog.collector.index.opensearch.EventTemplate;
import io.wardlog.collector.opensearch.OpenSearch;
import io.wardlog.collector.query.Cursor;
import io.wardlog.collector.query.DeviceSummary;
import io.wardlog.collector.query.EventFilter;
import io.wardlog.collector.query.EventSearch;
import io.wardlog.collector.query.FoundEvent;
import io.wardlog.collector.query.Order;
import io.wardlog.collector.query.Page;
import io.wardlog.hash.Hash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads through the alias. Partial answers are refused: a shard that does not answer is an IOException. An alias that
 * does not exist yet stands for an empty index.
 */
public final class OpenSearchSearch implements EventSearch {

    /** So many of the largest events, 256 KiB each in base64, stay below the client's limit of 100 MiB an answer. */
    private static final int LARGEST_REQUEST = 250;

    private static final String KEEP_ALIVE = "5m";
    private static final String SEARCH = "/_search";
    private static final Map<String, String> WHOLE = Map.of("allow_partial_search_results", "false");

    private final OpenSearch openSearch;

    public OpenSearchSearch(OpenSearch openSearch) {
        this.openSearch = openSearch;
    }

    @Override
    public Page<FoundEvent> find(EventFilter filter, Order order, int limit, Optional<Cursor> cursor)
            throws IOException {
        List<FoundEvent> events = new ArrayList<>();
        Optional<JsonNode> after = cursor.map(Cursor::after);
        while (events.size() < limit) {
            int size = Math.min(limit - events.size(), LARGEST_REQUEST);
            ObjectNode body = Queries.search(filter, order, size);
            after.ifPresent(values -> body.set("search_after", values));
            JsonNode hits =
                    ask("/" + EventTemplate.ALIAS + SEARCH, body).path("hits").path("hits");
            for (JsonNode hit : hits) {
                events.add(Queries.event(hit));
                after = Optional.of(hit.path("sort"));
            }
            if (hits.size() < size) {
                return new Page<>(events, Optional.empty());
            }
        }
        return new Page<>(events, after.map(Cursor::new));
    }

    @Override
    public Optional<FoundEvent> byHash(Hash hash) throws IOException {
        EventFilter filter = EventFilter.everything(Map.of(EventFields.HASH, hash.hex()));
        return find(filter, Order.CHAIN, 1, Optional.empty()).items().stream().findFirst();
    }

    @Override
    public Page<DeviceSummary> devices(Map<String, String> terms, int limit, Optional<Cursor> cursor)
            throws IOException {
        ObjectNode body = Queries.devices(terms, limit, cursor.map(Cursor::after));
        JsonNode devices = ask("/" + EventTemplate.ALIAS + SEARCH, body)
                .path("aggregations")
                .path("devices");
        List<DeviceSummary> summaries = new ArrayList<>();
        for (JsonNode bucket : devices.path("buckets")) {
            summaries.add(summary(bucket));
        }
        Optional<Cursor> next = summaries.size() < limit
                ? Optional.empty()
                : Optional.of(devices.path("after_key"))
                        .filter(JsonNode::isObject)
                        .map(Cursor::new);
        return new Page<>(summaries, next);
    }

    @Override
    public Scan export(Map<String, String> terms) throws IOException {
        // What was answered as indexed before this call must be in the export.
        ask("POST", "/" + EventTemplate.ALIAS + "/_refresh", Map.of(), JsonNodeFactory.instance.missingNode());
        JsonNode opened = ask(
                "POST",
                "/" + EventTemplate.ALIAS + SEARCH + "/point_in_time",
                Map.of("keep_alive", KEEP_ALIVE, "allow_partial_pit_creation", "false"),
                JsonNodeFactory.instance.missingNode());
        return new PointInTime(
                EventFilter.everything(terms),
                Optional.ofNullable(opened.path("pit_id").textValue()));
    }

    private static DeviceSummary summary(JsonNode bucket) {
        JsonNode key = bucket.path("key");
        JsonNode last = bucket.at("/last/hits/hits/0/_source");
        return new DeviceSummary(
                key.path(EventFields.TENANT_ID).asText(),
                key.path(EventFields.HOSPITAL_ID).asText(),
                key.path(EventFields.DEVICE_ID).asText(),
                last.path(EventFields.DEVICE_TYPE).asText(),
                bucket.path("doc_count").asLong(),
                last.path(EventFields.EVENT_TIME).asText(),
                last.path(EventFields.INGESTION_TIME).asText());
    }

    private JsonNode ask(String path, ObjectNode body) throws IOException {
        return ask("POST", path, WHOLE, body);
    }

    private JsonNode ask(String method, String path, Map<String, String> parameters, JsonNode body) throws IOException {
        OpenSearch.Answer answer = openSearch.send(method, path, parameters, body);
        if (answer.status() == 404 && answer.body().at("/error/type").asText().equals("index_not_found_exception")) {
            return JsonNodeFactory.instance.objectNode();
        }
        JsonNode shards = answer.body().path("_shards");
        if (!answer.isOk()
                || answer.body().path("timed_out").asBoolean()
                || shards.path("failed").asInt() > 0) {
            throw new IOException("no whole answer from OpenSearch: " + answer.error());
        }
        return answer.body();
    }

    private final class PointInTime implements Scan {

        private final EventFilter filter;
        private final Optional<String> id;
        private Optional<JsonNode> after = Optional.empty();
        private boolean complete;

        /** Without an id there is no index, and nothing to export. */
        PointInTime(EventFilter filter, Optional<String> id) {
            this.filter = filter;
            this.id = id;
            this.complete = id.isEmpty();
        }

        @Override
        public List<FoundEvent> next() throws IOException {
            if (complete) {
                return List.of();
            }
            ObjectNode body = Queries.search(filter, Order.CHAIN, LARGEST_REQUEST);
            body.putObject("pit").put("id", id.orElseThrow()).put("keep_alive", KEEP_ALIVE);
            after.ifPresent(values -> body.set("search_after", values));
            JsonNode answer = ask(SEARCH, body);
            if (!answer.has("hits")) {
                throw new IOException("the point in time is gone");
            }
            List<FoundEvent> events = new ArrayList<>();
            for (JsonNode hit : answer.path("hits").path("hits")) {
                events.add(Queries.event(hit));
                after = Optional.of(hit.path("sort"));
            }
            complete = events.isEmpty();
            return events;
        }

        @Override
        public void close() throws IOException {
            if (id.isPresent()) {
                ObjectNode body = JsonNodeFactory.instance.objectNode();
                body.putArray("pit_id").add(id.get());
                openSearch.send("DELETE", SEARCH + "/point_in_time", Map.of(), body);
            }
        }
    }
}

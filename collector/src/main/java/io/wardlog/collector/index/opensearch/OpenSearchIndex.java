package io.wardlog.collector.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.wardlog.collector.index.EventIndex;
import io.wardlog.collector.index.IndexDocument;
import io.wardlog.collector.opensearch.OpenSearch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bulk {@code create}: an answer 409 means that the document is there already, which is success. Only what OpenSearch
 * refuses because of the document itself is rejected; everything else (no room, no shard, no answer, an index that is blocked or closed) is
 * tried again, so that nothing is ever skipped. The template is put before the first write and again after every outage,
 * because a cluster may come back empty.
 */
public final class OpenSearchIndex implements EventIndex {

    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    /** Said with 400, and no document's fault: the cluster's limit on shards, and an index that was closed. An operator can undo both. */
    private static final Set<String> STATES = Set.of("validation_exception", "index_closed_exception");

    private final OpenSearch openSearch;
    private final ObjectMapper mapper = new ObjectMapper();
    private boolean templateIsThere;
    private Duration retryAfter = FIRST_RETRY;

    public OpenSearchIndex(OpenSearch openSearch) {
        this.openSearch = openSearch;
    }

    @Override
    public Stored store(List<IndexDocument> documents) {
        try {
            if (!templateIsThere) {
                OpenSearch.Answer answer = openSearch.send(
                        "PUT", "/_index_template/" + EventTemplate.NAME, Map.of(), EventTemplate.body());
                if (!answer.isOk()) {
                    return unavailable("the index template cannot be put: " + answer.error());
                }
                templateIsThere = true;
            }
            OpenSearch.Answer answer = openSearch.sendLines("/_bulk", Map.of(), lines(documents));
            return answer.isOk() ? judge(answer.body().path("items"), documents.size()) : unavailable(answer.error());
        } catch (IOException e) {
            return unavailable("OpenSearch does not answer: " + e.getClass().getSimpleName());
        }
    }

    private Stored judge(JsonNode items, int count) {
        if (items.size() != count) {
            return unavailable("OpenSearch answered for " + items.size() + " of " + count + " documents");
        }
        Map<Integer, String> rejected = new HashMap<>();
        for (int i = 0; i < count; i++) {
            JsonNode item = items.get(i).path("create");
            int status = item.path("status").asInt();
            String type = item.path("error").path("type").asText("");
            if (isDocumentsFault(status, type)) {
                rejected.put(i, type);
            } else if (status / 100 != 2 && status != 409) {
                return unavailable("HTTP " + status + " " + type);
            }
        }
        retryAfter = FIRST_RETRY;
        return new Stored.Done(rejected);
    }

    private static boolean isDocumentsFault(int status, String type) {
        return status == 400 && !STATES.contains(type);
    }

    private Stored unavailable(String reason) {
        templateIsThere = false;
        Duration now = retryAfter;
        Duration doubled = retryAfter.multipliedBy(2);
        retryAfter = doubled.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : doubled;
        return new Stored.Unavailable(now, reason);
    }

    private byte[] lines(List<IndexDocument> documents) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (IndexDocument document : documents) {
            Map<String, String> target = Map.of("_index", document.index(), "_id", document.id());
            lines.write(mapper.writeValueAsBytes(Map.of("create", target)));
            lines.write('\n');
            lines.write(mapper.writeValueAsBytes(document.source()));
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}

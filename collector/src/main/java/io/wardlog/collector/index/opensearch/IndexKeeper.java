package io.wardlog.collector.index.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.collector.opensearch.OpenSearch;
import io.wardlog.collector.prepare.Difference;
import io.wardlog.collector.prepare.Report;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the index template where there is none, and checks the one that is there and the indices that were made from one. Changes nothing that
 * exists. What they have besides is theirs. Used by one thread.
 */
public final class IndexKeeper {
    private static final String TEMPLATE = "index template " + EventTemplate.NAME;
    private static final String PATH = "/_index_template/" + EventTemplate.NAME;
    private static final int NOT_FOUND = 404;
    private static final int FORBIDDEN = 403;

    private final OpenSearch openSearch;

    /** Works through {@code openSearch}, which the caller closes. */
    public IndexKeeper(OpenSearch openSearch) {
        this.openSearch = openSearch;
    }

    /**
     * Does it.
     *
     * @param dryRun puts nothing; a missing template is a difference then
     * @throws IOException when the cluster does not answer, or does not allow to be looked at
     */
    public Report init(boolean dryRun) throws IOException {
        return template(dryRun).and(indices());
    }

    private Report template(boolean dryRun) throws IOException {
        OpenSearch.Answer answer = ask("GET", PATH, JsonNodeFactory.instance.missingNode());
        if (answer.status() == NOT_FOUND) {
            return dryRun
                    ? missing("create it with wardlog collector init; the role index puts it as well when it starts")
                    : made();
        }
        JsonNode found = required(answer, PATH).path("index_templates").path(0).path("index_template");
        return Report.found(
                TEMPLATE,
                differences(
                        TEMPLATE,
                        EventTemplate.body(),
                        found,
                        "the role index puts its own when it starts; keep yours in another template"));
    }

    private Report made() throws IOException {
        OpenSearch.Answer answer = ask("PUT", PATH, EventTemplate.body());
        if (answer.status() == FORBIDDEN) {
            return missing("OpenSearch lets this user not put it: grant indices:admin/index_template/put");
        }
        required(answer, PATH);
        return Report.created(TEMPLATE + ": for " + EventTemplate.ALIAS + "-*");
    }

    private static Report missing(String advice) {
        return Report.found(
                TEMPLATE, List.of(Difference.missing(TEMPLATE, "for " + EventTemplate.ALIAS + "-*", advice)));
    }

    private Report indices() throws IOException {
        String path = "/" + EventTemplate.ALIAS + "-*";
        ObjectNode wanted = (ObjectNode) EventTemplate.body().path("template");
        Report report = new Report(List.of(), List.of(), List.of());
        JsonNode found = required(ask("GET", path, JsonNodeFactory.instance.missingNode()), path);
        for (Map.Entry<String, JsonNode> index : found.properties()) {
            String what = "index " + index.getKey();
            report = report.and(
                    Report.found(
                            what,
                            differences(
                                    what,
                                    wanted,
                                    index.getValue(),
                                    "it was made from another template; delete it and make it anew with wardlog collector reindex")));
        }
        return report;
    }

    private OpenSearch.Answer ask(String method, String path, JsonNode body) throws IOException {
        try {
            return openSearch.send(method, path, Map.of(), body);
        } catch (IOException failure) {
            throw new IOException("OpenSearch does not answer: " + failure, failure);
        }
    }

    private static JsonNode required(OpenSearch.Answer answer, String path) throws IOException {
        if (!answer.isOk()) {
            throw new IOException("OpenSearch does not answer " + path + " as it should: " + answer.error());
        }
        return answer.body();
    }

    private static List<Difference> differences(String what, JsonNode wanted, JsonNode found, String advice) {
        Map<String, String> there = new TreeMap<>();
        flatten("", found, there);
        Map<String, String> asked = new TreeMap<>();
        flatten("", wanted, asked);
        List<Difference> differences = new ArrayList<>();
        asked.forEach((setting, value) -> {
            String actual = there.getOrDefault(setting, "nothing");
            if (!actual.equals(value)) {
                differences.add(new Difference(what, setting, actual, value, advice));
            }
        });
        return differences;
    }

    /** Settings may be nested or dotted, numbers may be text: OpenSearch gives back what means the same. */
    private static void flatten(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(field -> {
                String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                flatten(below, field.getValue(), into);
            });
        } else {
            into.put(path, node.isValueNode() ? node.asText() : node.toString());
        }
    }
}

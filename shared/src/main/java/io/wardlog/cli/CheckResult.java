package io.wardlog.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.cli.git.CommitFinding;
import io.wardlog.schema.Succession.Finding;
import java.util.List;
import java.util.Locale;

/** What {@code wardlog schemas check} found, for people and for programs. */
record CheckResult(List<Finding> findings, List<CommitFinding> commits) {

    boolean isGood() {
        return findings.isEmpty() && commits.isEmpty();
    }

    /** One line a reason. */
    String text() {
        StringBuilder text = new StringBuilder();
        commits.forEach(commit -> text.append(commit).append('\n'));
        findings.forEach(finding -> text.append(finding).append('\n'));
        return text.append(isGood() ? "ok: it may follow\n" : "refused: it may not follow as it is\n")
                .toString();
    }

    /** {@code {"ok":…,"documents":[{document,kind,pointer,keyword,message}],"commits":[{commit,code,message}]}}. */
    String json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("ok", isGood());
        ArrayNode documents = root.putArray("documents");
        findings.forEach(finding -> documents
                .addObject()
                .put("document", finding.document())
                .put("kind", finding.reason().kind().name().toLowerCase(Locale.ROOT))
                .put("pointer", finding.reason().pointer())
                .put("keyword", finding.reason().keyword())
                .put("message", finding.reason().message()));
        ArrayNode refused = root.putArray("commits");
        commits.forEach(commit -> refused.addObject()
                .put("commit", commit.commit())
                .put("code", commit.code())
                .put("message", commit.message()));
        return root + "\n";
    }
}

package io.wardlog.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.cli.git.CheckedCommits;
import io.wardlog.cli.git.CommitFinding;
import io.wardlog.schema.Succession.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code wardlog schemas check} found, for people and for programs.
 *
 * @param commits present when commits were looked at
 */
record CheckResult(List<Finding> findings, Optional<CheckedCommits> commits) {

    boolean isGood() {
        return findings.isEmpty() && refused().isEmpty();
    }

    private List<CommitFinding> refused() {
        return commits.map(CheckedCommits::refused).orElse(List.of());
    }

    /** One line a reason; then how many commits were looked at, and the verdict. */
    String text() {
        StringBuilder text = new StringBuilder();
        refused().forEach(commit -> text.append(commit).append('\n'));
        findings.forEach(finding -> text.append(finding).append('\n'));
        commits.ifPresent(checked -> text.append(checked.touching())
                .append(" of ")
                .append(checked.inRange())
                .append(" commits touch the schemas\n"));
        return text.append(isGood() ? "ok: it may follow\n" : "refused: it may not follow as it is\n")
                .toString();
    }

    /**
     * {@code {"ok":…,"documents":[{document,kind,pointer,keyword,message}],"commits":[{commit,code,message}]}}; and, when commits were looked
     * at, {@code "commitsInRange"} and {@code "commitsTouching"}.
     */
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
        refused()
                .forEach(commit -> refused.addObject()
                        .put("commit", commit.commit())
                        .put("code", commit.code())
                        .put("message", commit.message()));
        commits.ifPresent(
                checked -> root.put("commitsInRange", checked.inRange()).put("commitsTouching", checked.touching()));
        return root + "\n";
    }
}

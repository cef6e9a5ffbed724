package io.wardlog.collector.kafka;

import io.wardlog.collector.prepare.Report;
import java.util.List;

/**
 * What was found and done about the topics.
 *
 * @param created the topics that were made, with their shape
 * @param right the names of those that were there and are as they must be
 * @param differences everything that is not
 */
public record TopicReport(List<String> created, List<String> right, List<TopicDifference> differences) {

    /** Copies the lists. */
    public TopicReport {
        created = List.copyOf(created);
        right = List.copyOf(right);
        differences = List.copyOf(differences);
    }

    /** The same among what is of other kinds. */
    public Report report() {
        return new Report(
                created.stream().map(TopicDifference::kind).toList(),
                right.stream().map(TopicDifference::kind).toList(),
                differences.stream().map(TopicDifference::difference).toList());
    }
}

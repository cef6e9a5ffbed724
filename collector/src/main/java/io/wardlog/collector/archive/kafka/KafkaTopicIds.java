package io.wardlog.collector.archive.kafka;

import io.wardlog.collector.archive.TopicIds;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Asks the cluster each time. Uses the admin client without owning it. */
public final class KafkaTopicIds implements TopicIds {

    private final Admin admin;

    public KafkaTopicIds(Admin admin) {
        this.admin = admin;
    }

    @Override
    public String idOf(String topic) throws IOException {
        try {
            return admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            throw new IOException("the topic's id cannot be read: " + topic, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}

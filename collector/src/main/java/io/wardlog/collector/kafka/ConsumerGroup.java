package io.wardlog.collector.kafka;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** A role's consumer group, for the operator who stopped the role. Used by one thread. */
public final class ConsumerGroup {
    private final Admin admin;
    private final String group;

    /** Works through {@code admin}, which the caller closes. */
    public ConsumerGroup(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /**
     * Forgets every position, so that the role begins with the oldest record when it is started again. A static member stays in its group
     * for a while after its process has ended: that of {@code stopped} is taken out.
     *
     * @throws IOException when others are in the group, or the cluster refuses or does not answer
     */
    public void forget(String stopped) throws IOException, InterruptedException {
        try {
            List<String> members = members();
            if (members.remove(stopped)) {
                admin.removeMembersFromConsumerGroup(
                                group, new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove(stopped))))
                        .all()
                        .get();
            }
            if (!members.isEmpty()) {
                throw new IOException(group + " is in use by " + String.join(", ", members) + ": stop them first");
            }
            admin.deleteConsumerGroups(List.of(group)).all().get();
        } catch (ExecutionException failure) {
            explain(failure.getCause());
        }
    }

    private List<String> members() throws ExecutionException, InterruptedException {
        ConsumerGroupDescription found =
                admin.describeConsumerGroups(List.of(group)).all().get().get(group);
        return found.members().stream()
                .map(ConsumerGroup::name)
                .distinct()
                .sorted()
                .collect(Collectors.toList());
    }

    private static String name(MemberDescription member) {
        return member.groupInstanceId().orElse(member.clientId());
    }

    private void explain(Throwable cause) throws IOException {
        if (cause instanceof GroupIdNotFoundException) {
            return; // nobody ever read: there is nothing to forget
        }
        if (cause instanceof GroupNotEmptyException) {
            throw new IOException(group + " is in use: stop the role first", cause);
        }
        throw new IOException("Kafka did not forget the positions of " + group + ": " + cause.getMessage(), cause);
    }
}

package io.wardlog.collector.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights that {@code kafka-acls.sh} grants, read out of that very script. */
public final class KafkaGrants {
    private static final Path SCRIPT = Path.of("src/main/config/kafka-acls.sh");

    private KafkaGrants() {}

    /** All of them. */
    public static List<AclBinding> read() throws IOException {
        List<AclBinding> grants = new ArrayList<>();
        for (String line : Files.readAllLines(SCRIPT)) {
            if (line.startsWith("grant ")) {
                grants.add(binding(line.split(" ")));
            }
        }
        return grants;
    }

    private static AclBinding binding(String[] words) {
        ResourceType type = named(ResourceType.values(), words[3]);
        PatternType pattern = named(PatternType.values(), words[4]);
        AclOperation operation = named(AclOperation.values(), words[2]);
        return new AclBinding(
                new ResourcePattern(type, words[5], pattern),
                new AccessControlEntry("User:wardlog-" + words[1], "*", operation, AclPermissionType.ALLOW));
    }

    /** As Kafka's own tool reads names: {@code DescribeConfigs} and {@code transactional-id}. */
    private static <E extends Enum<E>> E named(E[] all, String name) {
        return Arrays.stream(all)
                .filter(each -> each.name().replace("_", "").equalsIgnoreCase(name.replace("-", "")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name));
    }
}

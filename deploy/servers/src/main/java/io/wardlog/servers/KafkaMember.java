package io.wardlog.servers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * One broker of a cluster on this machine. Node 1 is the controller besides.
 *
 * @param node from 1
 * @param clusterId the same for all members, as Kafka writes it
 * @param controllerPort where node 1 listens for the others
 */
public record KafkaMember(int node, String clusterId, int controllerPort) {
    private static final int CONTROLLER = 1;

    /** A broker that is a cluster by itself. */
    static KafkaMember alone() {
        return cluster(1).get(0);
    }

    /** The members of a new cluster of so many brokers, with node 1 first. */
    public static List<KafkaMember> cluster(int brokers) {
        String clusterId = randomId();
        int controllerPort = FreePorts.next();
        List<KafkaMember> members = new ArrayList<>();
        for (int node = CONTROLLER; node <= brokers; node++) {
            members.add(new KafkaMember(node, clusterId, controllerPort));
        }
        return List.copyOf(members);
    }

    /** As Kafka makes one: 16 bytes in Base64. The first is 0, so that no id looks like an option. */
    private static String randomId() {
        UUID random = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(random.getMostSignificantBits() >>> Byte.SIZE)
                .putLong(random.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    boolean isController() {
        return node == CONTROLLER;
    }

    /** Who decides, as {@code controller.quorum.voters} names it. */
    String voters() {
        return CONTROLLER + "@127.0.0.1:" + controllerPort;
    }

    /** The options of the process that say the same. */
    List<String> options() {
        return List.of(
                "--kafka-node",
                Integer.toString(node),
                "--kafka-cluster-id",
                clusterId,
                "--kafka-controller-port",
                Integer.toString(controllerPort));
    }
}

package io.wardlog.collector.kafka;

/** How many replicas a topic must have, and how many of them in sync before a record is acknowledged. */
record Copies(int replicas, int inSync) {
    private static final Copies ONE = new Copies(1, 1);
    private static final Copies THREE = new Copies(3, 2);

    static Copies of(KafkaConfig config) {
        return config.singleNode() ? ONE : THREE;
    }
}

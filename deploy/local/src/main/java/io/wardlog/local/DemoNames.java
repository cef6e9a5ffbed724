package io.wardlog.local;

import java.util.List;

/** The demo's hospital. */
final class DemoNames {
    static final String TENANT = "demo";
    static final String HOSPITAL = "general";
    static final List<String> WARDS = List.of("a", "b");
    static final int BEDS_PER_WARD = 12;

    /** The process that holds Kafka and OpenSearch. */
    static final String SERVERS = "servers";

    private DemoNames() {}

    static String simulator(String ward) {
        return "simulator-ward-" + ward;
    }

    static boolean isSimulator(String process) {
        return process.startsWith("simulator-");
    }

    static String agent(String ward) {
        return "agent-ward-" + ward;
    }
}

package io.wardlog.local;

import java.util.List;

/** The demo's tenants, hospitals and wards. */
final class DemoNames {
    static final int BEDS_PER_WARD = 12;
    static final List<DemoTenant> TENANTS = List.of(
            new DemoTenant("demo", "general", List.of("a", "b"), BEDS_PER_WARD),
            new DemoTenant("riverside", "childrens", List.of("c"), 4),
            new DemoTenant("hillcrest", "heart-centre", List.of("d"), 4));

    /** The tenant whose examples stand first. */
    static final String TENANT = TENANTS.get(0).id();

    static final String HOSPITAL = TENANTS.get(0).hospitalId();

    /** All tenants' wards. */
    static final List<String> WARDS =
            TENANTS.stream().flatMap(tenant -> tenant.wards().stream()).toList();

    /** The ward whose agent has devices for {@code wardlog simulate load}. */
    static final String LOADED_WARD = WARDS.get(0);

    /** The process that holds Kafka and OpenSearch. */
    static final String SERVERS = "servers";

    private DemoNames() {}

    static DemoTenant tenantOf(String ward) {
        return TENANTS.stream()
                .filter(tenant -> tenant.wards().contains(ward))
                .findFirst()
                .orElseThrow();
    }

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

package io.wardlog.local;

/** The addresses of a run's ports; all on loopback. */
record DemoAddresses(DemoPorts ports) {
    static final String HOST = "127.0.0.1";

    String api() {
        return url(ports.api());
    }

    String openSearch() {
        return url(ports.openSearch());
    }

    String kafka() {
        return HOST + ":" + ports.kafka();
    }

    String http(String ward) {
        return url(ports.agents().get(ward).http());
    }

    String agentStatus(String ward) {
        return url(ports.agents().get(ward).status());
    }

    String collectorStatus() {
        return url(ports.collectorStatus());
    }

    private static String url(int port) {
        return "http://" + HOST + ":" + port;
    }
}

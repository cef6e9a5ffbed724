package io.wardlog.local;

import io.wardlog.servers.FreePorts;
import java.util.Map;
import java.util.TreeMap;

/**
 * The loopback ports of one run: the product's usual ones, or free ones where those are taken.
 *
 * @param agents by ward
 */
record DemoPorts(int kafka, int openSearch, int ingest, int api, int collectorStatus, Map<String, AgentPorts> agents) {

    /** One agent's ports. */
    record AgentPorts(int mqtt, int mqtts, int tcp, int tcps, int http, int status) {}

    static DemoPorts choose() {
        Map<String, AgentPorts> agents = new TreeMap<>();
        for (int i = 0; i < DemoNames.WARDS.size(); i++) {
            // The first ward has the usual ports, the next ones the same a hundred higher.
            int shift = 100 * i;
            agents.put(
                    DemoNames.WARDS.get(i),
                    new AgentPorts(
                            FreePorts.preferring(1883 + shift),
                            FreePorts.preferring(8883 + shift),
                            FreePorts.preferring(7070 + shift),
                            FreePorts.preferring(7071 + shift),
                            FreePorts.preferring(8088 + shift),
                            FreePorts.preferring(9464 + shift)));
        }
        return new DemoPorts(
                FreePorts.preferring(9092),
                FreePorts.preferring(9200),
                FreePorts.preferring(8443),
                FreePorts.preferring(8080),
                FreePorts.preferring(9465),
                agents);
    }
}

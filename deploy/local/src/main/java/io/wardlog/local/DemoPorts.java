package io.wardlog.local;

import io.wardlog.servers.FreePorts;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The loopback ports of one run: the product's usual ones, or free ones where those are taken.
 *
 * @param agents by ward
 */
record DemoPorts(int kafka, int openSearch, int ingest, int api, int collectorStatus, Map<String, AgentPorts> agents) {

    /** One agent's ports. */
    record AgentPorts(int mqtt, int mqtts, int tcp, int tcps, int http, int status) {}

    /** The usual ports where they are free. */
    static DemoPorts choose() {
        return choose(FreePorts::preferring);
    }

    /** Free ports only, for runs beside others. */
    static DemoPorts free() {
        return choose(usual -> FreePorts.next());
    }

    private static DemoPorts choose(IntUnaryOperator port) {
        Map<String, AgentPorts> agents = new TreeMap<>();
        for (int i = 0; i < DemoNames.WARDS.size(); i++) {
            // The first ward has the usual ports, the next ones the same a hundred higher.
            int shift = 100 * i;
            agents.put(
                    DemoNames.WARDS.get(i),
                    new AgentPorts(
                            port.applyAsInt(1883 + shift),
                            port.applyAsInt(8883 + shift),
                            port.applyAsInt(7070 + shift),
                            port.applyAsInt(7071 + shift),
                            port.applyAsInt(8088 + shift),
                            port.applyAsInt(9464 + shift)));
        }
        return new DemoPorts(
                port.applyAsInt(9092),
                port.applyAsInt(9200),
                port.applyAsInt(8443),
                port.applyAsInt(8080),
                port.applyAsInt(9465),
                agents);
    }
}

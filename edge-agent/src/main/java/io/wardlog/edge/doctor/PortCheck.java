package io.wardlog.edge.doctor;

import io.wardlog.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Checks {@code port_mqtt} and so on: each port is open in the running agent, or could be opened now. A free one is opened for a moment.
 *
 * @param configured by the name of its way
 * @param running what the running agent has open by the same names; absent when none answers
 */
public record PortCheck(Map<String, HostPort> configured, Optional<Map<String, Integer>> running) implements Check {

    private static final int PRIVILEGED_BELOW = 1024;

    @Override
    public void look(Consumer<Diagnosis> say) {
        configured.forEach((way, address) -> say.accept(diagnose("port_" + way.replace('.', '_'), way, address)));
    }

    private Diagnosis diagnose(String check, String way, HostPort address) {
        Optional<Integer> open = running.map(ports -> ports.get(way));
        if (open.isPresent() && (address.port() == 0 || open.get() == address.port())) {
            return Diagnosis.ok(check, "the running agent listens on " + new HostPort(address.host(), open.get()));
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException taken) {
            return Diagnosis.failed(check, address + " cannot be opened: " + taken.getMessage(), fix(address));
        }
        return running.isEmpty()
                ? Diagnosis.ok(check, address + " is free")
                : Diagnosis.warning(
                        check,
                        address + " is free, but the running agent does not listen there",
                        "restart the agent: ports count from its start");
    }

    private static String fix(HostPort address) {
        String who = "ss -ltnp 'sport = :" + address.port() + "' shows who has it: stop that, or choose another port";
        return address.port() < PRIVILEGED_BELOW
                ? who + "; below 1024 the service needs AmbientCapabilities=CAP_NET_BIND_SERVICE"
                : who;
    }
}

package io.wardlog.edge;

import io.wardlog.edge.life.TlsWatch;
import io.wardlog.tls.TlsFiles;
import io.wardlog.tls.TlsMaterial;
import io.wardlog.tls.TlsRenewal;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The TLS files of both of the agent's ends.
 *
 * @param portFiles those that devices meet, when there is a TLS port
 * @param uplinkFiles those that the collector meets
 */
record AgentTls(Optional<TlsRenewal> portFiles, TlsRenewal uplinkFiles) {

    static AgentTls read(EdgeConfig config) throws IOException {
        Optional<TlsFiles> ports = config.tlsFiles();
        return new AgentTls(
                ports.isPresent() ? Optional.of(renewal(ports.get())) : Optional.empty(),
                renewal(config.collector().tlsFiles()));
    }

    /** Recording must go on when nobody renewed a certificate, or the gateway's clock starts in the past. */
    private static TlsRenewal renewal(TlsFiles files) throws IOException {
        return TlsRenewal.atAnyTime(files, InstantSource.system());
    }

    /** What the uplink begins with. */
    TlsMaterial uplink() {
        return uplinkFiles.current();
    }

    /**
     * Watches over both.
     *
     * @param ports takes over the ports' files; the message of what went wrong, empty when nothing did
     * @param uplink takes over the uplink's, likewise
     */
    List<TlsWatch> watches(Supplier<Optional<String>> ports, Function<TlsMaterial, Optional<String>> uplink) {
        List<TlsWatch> watches = new ArrayList<>();
        portFiles.ifPresent(
                files -> watches.add(new TlsWatch("ports", files, now -> ports.get(), InstantSource.system())));
        watches.add(new TlsWatch("uplink", uplinkFiles, uplink, InstantSource.system()));
        return watches;
    }
}

package io.wardlog.edge;

import io.wardlog.edge.listen.TlsSockets;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** The same over TLS 1.3, with one message in flight and QoS 1. */
final class CampaignMqtts extends CampaignMqtt {

    private final SSLContext tls;
    private int localPort;

    /** @param ca whom it believes that this is the agent */
    CampaignMqtts(String id, Path ca) throws GeneralSecurityException, IOException {
        super(id, 1, 4, 1);
        this.tls = TlsSockets.context(ca, Optional.empty());
    }

    @Override
    String way() {
        return "mqtts";
    }

    @Override
    Socket open(int port) throws IOException {
        Socket socket = TlsSockets.connect(tls, port, "TLSv1.3");
        localPort = socket.getLocalPort();
        return socket;
    }

    /** From where it was connected last. */
    int localPort() {
        return localPort;
    }
}

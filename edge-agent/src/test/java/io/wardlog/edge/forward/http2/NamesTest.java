package io.wardlog.edge.forward.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.config.HostPort;
import io.wardlog.edge.forward.OutgoingBatch;
import io.wardlog.edge.forward.ProxyConfig;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.edge.forward.http2.TestCollectors.Served;
import io.wardlog.testkit.LogMemory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The name of a collector, or of a proxy, that nobody knows yet, leads elsewhere from now on, or has several addresses: no restart is needed. */
@Timeout(60)
class NamesTest extends WithCollectors {

    private static final String NOBODY = "127.0.0.2";
    private static final String THERE = "127.0.0.1";

    @RegisterExtension
    final LogMemory logs = new LogMemory();

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile List<String> known = List.of();

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        asked.add(host);
        if (known.isEmpty()) {
            throw new UnknownHostException(host + ": Temporary failure in name resolution");
        }
        InetAddress[] all = new InetAddress[known.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.getByAddress(
                    host, InetAddress.getByName(known.get(i)).getAddress());
        }
        return all;
    }

    private Http2Uplink uplinkTo(UplinkSetting setting, String collector) throws IOException {
        return new Http2Uplink(vertx, setting.config(collector), setting.material(), this::lookUp);
    }

    private static void assertAnswered(UplinkAnswer answer) {
        assertThat(answer).isInstanceOf(UplinkAnswer.Body.class);
    }

    private void assertUnavailable(String reason) {
        assertThat(answer(uplink.head()))
                .isInstanceOfSatisfying(
                        UplinkAnswer.Unavailable.class,
                        it -> assertThat(it.reason()).contains(reason));
    }

    @Test
    void whoStartsBeforeTheNetworkFindsTheCollectorWhenItsNameIsKnown() throws IOException {
        Served served = collectors.serve("collector");
        uplink = uplinkTo(collectors.setting(), served.at(TestCollectors.HOST));
        assertUnavailable("UnknownHostException: collector.invalid: Temporary failure in name resolution");
        known = List.of(THERE);
        assertAnswered(answer(uplink.head()));
    }

    @Test
    void aCollectorThatMovedIsFoundAfterOneFailureAndAskedForNoMoreWhileItAnswers() throws IOException {
        Served served = collectors.serve("collector");
        uplink = uplinkTo(collectors.setting(), served.at(TestCollectors.HOST));
        known = List.of(NOBODY);
        assertUnavailable("Connection refused");
        known = List.of(THERE);
        for (int i = 0; i < 3; i++) {
            assertAnswered(answer(uplink.send(OutgoingBatch.of(FRAME))));
        }
        assertThat(asked).containsExactly(TestCollectors.HOST, TestCollectors.HOST);
        assertThat(logs.values("uplink_connection_open", "collector"))
                .singleElement()
                .hasToString(served.at(TestCollectors.HOST));
    }

    @Test
    void aNameThatIsNotKnownForAWhileLeadsWhereItLedLast() throws IOException {
        Served served = collectors.serve("collector");
        uplink = uplinkTo(collectors.setting(), served.at(TestCollectors.HOST));
        known = List.of(THERE);
        assertAnswered(answer(uplink.head()));
        known = List.of();
        uplink.notBelieved();
        assertAnswered(answer(uplink.head()));
        assertThat(asked).hasSize(2);
        assertThat(served.connections).hasSize(2);
    }

    @Test
    void ofSeveralAddressesEachHasItsTurn() throws IOException {
        Served served = collectors.serve("collector");
        uplink = uplinkTo(collectors.setting(), served.at(TestCollectors.HOST));
        known = List.of(NOBODY, "127.0.0.3", THERE);
        assertUnavailable("Connection refused");
        assertUnavailable("Connection refused");
        assertAnswered(answer(uplink.head()));
    }

    @Test
    void anOldConnectionIsReplacedByOneToWhereTheNameLeadsNow() throws IOException {
        Served before = collectors.serve("before");
        Served after = collectors.serve(
                options -> options.setHost(NOBODY).setPort(before.port),
                request -> request.response().end("after"));
        uplink = uplinkTo(collectors.setting().maxAge(Duration.ofMillis(200)), before.at(TestCollectors.HOST));
        known = List.of(THERE);
        assertAnswered(answer(uplink.head()));
        known = List.of(NOBODY);
        while (after.frames.isEmpty()) {
            assertAnswered(answer(uplink.head()));
        }
    }

    @Test
    void theCertificateMustNameTheNameAndNotTheAddress() throws IOException {
        Served served = collectors.serve("collector");
        uplink = uplinkTo(collectors.setting(), served.at("another.invalid"));
        known = List.of(THERE);
        assertUnavailable("another.invalid");
        assertThat(served.frames).isEmpty();
    }

    @Test
    void aProxyThatMovedIsFoundAndFindsTheCollectorItself() throws IOException {
        Served served = collectors.serve("collector");
        TestProxy proxy = new TestProxy(vertx, served.port);
        ProxyConfig named = new ProxyConfig(
                new HostPort("proxy.invalid", proxy.address.port()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        uplink = uplinkTo(collectors.setting().proxy(named), TestCollectors.HOST + ":8443");
        known = List.of(NOBODY);
        assertUnavailable("Connection refused");
        known = List.of(THERE);
        assertAnswered(answer(uplink.head()));
        assertThat(asked).containsOnly("proxy.invalid");
    }
}

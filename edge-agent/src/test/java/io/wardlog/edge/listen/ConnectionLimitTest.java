package io.wardlog.edge.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.accept.Refusal;
import io.wardlog.edge.listen.ConnectionLimit.Place;
import io.wardlog.event.SourceProtocol;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gives way to whom. */
class ConnectionLimitTest {

    private final FakeAcceptor acceptor = new FakeAcceptor();
    private final ListenFixture.Metrics metrics = new ListenFixture.Metrics();
    private final List<String> ended = new ArrayList<>();
    private ConnectionLimit limit;

    private void most(int connections, int ofDevice) {
        PortConfig ports = new PortConfig(
                Optional.empty(), Optional.empty(), ClientCertificate.REQUESTED, false, connections, ofDevice);
        ListenServices services = new ListenServices(
                acceptor, null, metrics, new MemoryBudget(1 << 20), InstantSource.system(), (fault, cause) -> {});
        limit = new ConnectionLimit(SourceProtocol.TCP, ports, services);
    }

    @AfterEach
    void close() {
        acceptor.close();
    }

    private Place enter(String peer, String name) {
        return limit.enter(peer, () -> ended.add(name)).orElseThrow();
    }

    private Place device(String deviceId, String name) {
        Place place = enter("peer of " + deviceId, name);
        place.identified(deviceId);
        return place;
    }

    @Test
    void aNewOneTakesThePlaceOfTheEldestStrangerWhereMostAre() throws Exception {
        most(4, 4);
        device("pump-1", "device");
        enter("10.0.0.1", "only one");
        enter("10.0.0.2", "first of two");
        enter("10.0.0.2", "second of two");
        enter("10.0.0.3", "new");
        assertThat(ended).containsExactly("first of two");
        Refusal refusal = acceptor.refusal();
        assertThat(refusal.peer()).isEqualTo("10.0.0.2");
        assertThat(refusal.detail()).isEqualTo("more than 4 connections; the eldest ends");
        enter("10.0.0.3", "newer");
        assertThat(ended).containsExactly("first of two", "only one");
    }

    @Test
    void withoutStrangersADeviceGivesWayThatHasMoreThanOne() throws Exception {
        most(4, 4);
        device("pump-1", "only one");
        device("pump-2", "first of three");
        device("pump-2", "second of three");
        device("pump-2", "third of three");
        device("pump-3", "new");
        assertThat(ended).containsExactly("first of three");
        assertThat(acceptor.refusal().deviceId()).contains("pump-2");
        device("pump-4", "newer");
        assertThat(ended).containsExactly("first of three", "second of three");
        assertThat(limit.enter("10.0.0.9", () -> ended.add("never"))).isEmpty();
        assertThat(ended).doesNotContain("never").hasSize(2);
        assertThat(acceptor.refusal().deviceId()).contains("pump-2");
        assertThat(acceptor.refusal().peer()).isEqualTo("10.0.0.9");
        assertThat(metrics.counts).containsEntry("opened", 6).containsEntry("refused.busy", 3);
    }

    @Test
    void ofTooManyOfADeviceTheEldestEndsAndThoseThatAreGoneDoNotCount() throws Exception {
        most(100, 2);
        Place first = device("pump-1", "first");
        device("pump-1", "second");
        first.leave();
        device("pump-1", "third");
        assertThat(ended).isEmpty();
        device("pump-1", "fourth");
        device("pump-2", "another device");
        assertThat(ended).containsExactly("second");
        assertThat(acceptor.refusal().detail()).isEqualTo("more than 2 connections of one device; the eldest ends");
    }

    @Test
    void aConnectionThatSpeaksForOneDeviceAfterTheOtherCountsForTheLast() {
        most(100, 1);
        Place gateway = device("pump-1", "gateway");
        gateway.identified("pump-2");
        gateway.identified("pump-2");
        device("pump-1", "its own");
        assertThat(ended).isEmpty();
        gateway.identified("pump-1");
        assertThat(ended).containsExactly("its own");
    }

    @Test
    void whoHadToGiveWayComesBackByNothingAndLeavesOnce() {
        most(2, 2);
        Place eldest = enter("10.0.0.1", "eldest");
        enter("10.0.0.1", "second");
        enter("10.0.0.1", "third");
        assertThat(ended).containsExactly("eldest");
        eldest.identified("pump-1"); // its hello was on its way
        eldest.leave();
        enter("10.0.0.1", "fourth");
        assertThat(ended).containsExactly("eldest", "second");
        assertThat(metrics.counts).containsEntry("opened", 4).containsEntry("closed", 1);
    }
}

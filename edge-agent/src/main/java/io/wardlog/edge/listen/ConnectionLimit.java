package io.wardlog.edge.listen;

import io.wardlog.edge.accept.Refusal;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who has the connections that one protocol may have, on all its ports and event loops. When all are taken, a new one takes the place of the eldest
 * stranger, of the address with most of them; strangers are those who have not shown who they are. When there are none, it takes that of the eldest of the
 * device with most, which keeps at least one. A device that has too many ends its eldest by each that it adds. So neither strangers nor a
 * device keep another one out by opening connections without an end. Thread-safe.
 */
public final class ConnectionLimit {

    private final SourceProtocol protocol;
    private final int most;
    private final int mostOfDevice;
    private final ListenServices services;
    /** By address, the eldest first. */
    private final Map<String, Set<Place>> strangers = new LinkedHashMap<>();
    /** By device, who has shown that longest ago first. */
    private final Map<String, Set<Place>> devices = new LinkedHashMap<>();

    private int taken;

    /** The place of one connection. Thread-safe. */
    public final class Place {
        private final String peer;
        private final Runnable end;
        private Map<String, Set<Place>> among = strangers;
        private String name;

        private Place(String peer, Runnable end) {
            this.peer = peer;
            this.end = end;
            this.name = peer;
        }

        /** The connection is this device's, from now on. */
        public void identified(String deviceId) {
            ConnectionLimit.this.identified(this, deviceId);
        }

        /** The connection is gone; told once, also by one that had to give way. */
        public void leave() {
            remove(this);
            services.metrics().closed(protocol);
        }

        private Optional<String> device() {
            return among == devices ? Optional.of(name) : Optional.empty();
        }
    }

    /** Counts the connections of {@code protocol}. */
    public ConnectionLimit(SourceProtocol protocol, PortConfig ports, ListenServices services) {
        this.protocol = protocol;
        this.most = ports.maxConnections();
        this.mostOfDevice = ports.maxConnectionsPerDevice();
        this.services = services;
    }

    /**
     * A place for one more, of a stranger at this address. Empty when each that is taken is a device's only one: that is recorded, and the caller closes the
     * connection.
     *
     * @param end ends the connection; runs on any thread, when it has to give way
     */
    public Optional<Place> enter(String peer, Runnable end) {
        Place place = new Place(peer, end);
        Optional<Place> eldest;
        boolean hasRoom;
        synchronized (this) {
            eldest = taken < most ? Optional.empty() : eldestOf(strangers, 1).or(() -> eldestOf(devices, 2));
            eldest.ifPresent(this::remove);
            hasRoom = taken < most;
            if (hasRoom) {
                add(place);
            }
        }
        String detail = "more than " + most + " connections";
        eldest.ifPresent(gives -> giveWay(gives, detail));
        if (!hasRoom) {
            refuse(place, detail);
            return Optional.empty();
        }
        services.metrics().opened(protocol);
        return Optional.of(place);
    }

    private void identified(Place place, String deviceId) {
        Optional<Place> eldest;
        synchronized (this) {
            boolean isSo = place.among == devices && place.name.equals(deviceId);
            if (isSo || !remove(place)) { // what had to give way is ending
                return;
            }
            place.among = devices;
            place.name = deviceId;
            add(place);
            Set<Place> own = devices.get(deviceId);
            eldest = own.size() > mostOfDevice ? Optional.of(own.iterator().next()) : Optional.empty();
            eldest.ifPresent(this::remove);
        }
        eldest.ifPresent(gives -> giveWay(gives, "more than " + mostOfDevice + " connections of one device"));
    }

    private synchronized void add(Place place) {
        place.among.computeIfAbsent(place.name, first -> new LinkedHashSet<>()).add(place);
        taken++;
    }

    /** Whether it was there. */
    private synchronized boolean remove(Place place) {
        Set<Place> own = place.among.get(place.name);
        if (own == null || !own.remove(place)) {
            return false;
        }
        if (own.isEmpty()) {
            place.among.remove(place.name);
        }
        taken--;
        return true;
    }

    /** Of whoever has most, when that is {@code atLeast} so many. */
    private static Optional<Place> eldestOf(Map<String, Set<Place>> all, int atLeast) {
        return all.values().stream()
                .max(Comparator.comparingInt(Set::size))
                .filter(own -> own.size() >= atLeast)
                .map(own -> own.iterator().next());
    }

    private void giveWay(Place place, String detail) {
        refuse(place, detail + "; the eldest ends");
        place.end.run();
    }

    private void refuse(Place place, String detail) {
        services.metrics().refused(protocol, ErrorCode.BUSY.code());
        services.acceptor()
                .refuse(
                        new Refusal(protocol, place.peer, place.device(), ErrorCode.BUSY, detail, new byte[0], 0),
                        () -> {});
    }
}

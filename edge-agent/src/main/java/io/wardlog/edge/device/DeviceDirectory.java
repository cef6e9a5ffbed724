package io.wardlog.edge.device;

import io.wardlog.config.ConfigException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The devices that may speak to this gateway. All methods are thread-safe; look-ups never block and see one whole version of
 * the file.
 */
public final class DeviceDirectory {

    private final Path file;
    private final Owner owner;
    private final List<Consumer<Set<String>>> listeners = new CopyOnWriteArrayList<>();
    private volatile DirectorySnapshot snapshot;

    /**
     * Whose gateway this is.
     *
     * @param tenantId the tenant that device certificates must name
     * @param agentId the agent's own id, which no device may have
     */
    public record Owner(String tenantId, String agentId) {}

    private DeviceDirectory(Path file, Owner owner, DirectorySnapshot snapshot) {
        this.file = file;
        this.owner = owner;
        this.snapshot = snapshot;
    }

    /**
     * Reads the directory.
     *
     * @throws ConfigException with every problem of the file
     */
    public static DeviceDirectory open(Path file, Owner owner) {
        return new DeviceDirectory(file, owner, DirectoryReader.read(file, owner));
    }

    /**
     * Reads the file again. Listeners are told before this returns.
     *
     * @return the ids of the devices that were removed or changed
     * @throws ConfigException with every problem of the file; the directory that was in force stays in force
     */
    public Set<String> reload() {
        return apply(DirectoryReader.read(file, owner));
    }

    /** The same with the bytes that the file held when it was read. */
    public Set<String> reload(byte[] bytes) {
        return apply(DirectoryReader.parse(file, bytes, owner));
    }

    private synchronized Set<String> apply(DirectorySnapshot next) {
        Set<String> changed = snapshot.changedIn(next);
        snapshot = next;
        if (!changed.isEmpty()) {
            listeners.forEach(listener -> listener.accept(changed));
        }
        return changed;
    }

    /**
     * Calls {@code listener} with the ids of removed or changed devices on each reload, on the reloading thread: their
     * connections end, and who is still welcome comes again under what the directory says now.
     */
    public void onChange(Consumer<Set<String>> listener) {
        listeners.add(listener);
    }

    /** How many devices there are. */
    public int size() {
        return ids().size();
    }

    /** The ids of all devices. */
    public Set<String> ids() {
        return snapshot.ids();
    }

    /** What it says of each device. */
    public Map<String, ListedDevice> listed() {
        return snapshot.listed();
    }

    /** Whether the directory still says exactly this of the device. */
    public boolean holds(DeviceIdentity identity) {
        return snapshot.holds(identity);
    }

    /**
     * The device of a client certificate. The caller has verified the chain, the validity and the proof of possession (TLS);
     * here only the name counts.
     */
    public Identification byCertificate(X509Certificate certificate) {
        return snapshot.byCertificate(certificate);
    }

    /** The device with this id and token. */
    public Identification byToken(String deviceId, String token) {
        return snapshot.byToken(deviceId, token);
    }

    /** The device that the directory ties to this source address, an IP address as text. */
    public Identification byAddress(String address) {
        return snapshot.byAddress(address);
    }

    /** The device whose files these are; known only when the directory allows it files. */
    public Identification byFile(String deviceId) {
        return snapshot.byFile(deviceId);
    }
}

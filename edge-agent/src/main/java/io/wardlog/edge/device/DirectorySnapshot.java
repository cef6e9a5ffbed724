package io.wardlog.edge.device;

import io.wardlog.edge.device.DirectoryFile.Entry;
import io.wardlog.edge.device.Identification.Known;
import io.wardlog.edge.device.Identification.Refused;
import io.wardlog.error.ErrorCode;
import io.wardlog.event.AuthMethod;
import io.wardlog.hash.Hash;
import io.wardlog.rate.RateLimit;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One version of the directory, immutable. */
final class DirectorySnapshot {

    /** Compared with when a device has no token, so that its absence takes the same time as a wrong one. */
    private static final Hash NO_TOKEN = Hash.of(new byte[Hash.LENGTH]);

    private final String tenantId;
    private final DirectoryFile file;
    private final Map<String, Entry> devices;
    private final Map<String, String> idByAddress;

    DirectorySnapshot(String tenantId, DirectoryFile file) {
        this.tenantId = tenantId;
        this.file = file;
        this.devices = Map.copyOf(file.devices());
        Map<String, String> addresses = new HashMap<>();
        devices.forEach((id, entry) -> entry.addresses().forEach(address -> addresses.put(address, id)));
        this.idByAddress = Map.copyOf(addresses);
    }

    Set<String> ids() {
        return devices.keySet();
    }

    Map<String, ListedDevice> listed() {
        Map<String, ListedDevice> listed = new HashMap<>();
        devices.forEach((id, entry) -> listed.put(id, new ListedDevice(entry.type(), entry.signsIn())));
        return listed;
    }

    Set<String> changedIn(DirectorySnapshot next) {
        Set<String> changed = new TreeSet<>();
        devices.forEach((id, entry) -> {
            if (!entry.equals(next.devices.get(id)) || !limitOf(id).equals(next.limitOf(id))) {
                changed.add(id);
            }
        });
        return changed;
    }

    private Optional<RateLimit> limitOf(String id) {
        return file.limitOf(devices.get(id));
    }

    boolean holds(DeviceIdentity identity) {
        Entry entry = devices.get(identity.deviceId());
        return entry != null && identity.equals(identity(identity.deviceId(), entry, identity.auth()));
    }

    Identification byCertificate(X509Certificate certificate) {
        String deviceId = CertificateNames.deviceId(certificate, tenantId).orElse(null);
        if (deviceId == null) {
            return new Refused(
                    ErrorCode.CERTIFICATE_REJECTED,
                    "the certificate has no single name urn:wardlog:device:" + tenantId + ":{device}");
        }
        if (!Instant.now().isBefore(certificate.getNotAfter().toInstant())) {
            // Held to in the handshake, too; but a resumed session has none of its own, and a connection may last
            return new Refused(ErrorCode.CERTIFICATE_REJECTED, "the client certificate has expired");
        }
        Entry entry = devices.get(deviceId);
        if (entry == null || !entry.certificate()) {
            return unknown();
        }
        return new Known(identity(deviceId, entry, AuthMethod.MTLS));
    }

    Identification byToken(String deviceId, String token) {
        Entry entry = devices.get(deviceId);
        Hash expected =
                entry == null ? NO_TOKEN : entry.tokenHmac().map(Hash::fromHex).orElse(NO_TOKEN);
        // An empty HMAC key is no key; such a name is nobody's.
        boolean matches = !deviceId.isEmpty() && DeviceToken.matches(deviceId, token, expected);
        if (entry == null) {
            return unknown();
        }
        if (!matches) {
            return new Refused(ErrorCode.WRONG_CREDENTIALS, "the token is not this device's");
        }
        return new Known(identity(deviceId, entry, AuthMethod.PASSWORD));
    }

    Identification byAddress(String address) {
        String deviceId = idByAddress.get(Addresses.canonical(address));
        return deviceId == null ? unknown() : new Known(identity(deviceId, devices.get(deviceId), AuthMethod.ADDRESS));
    }

    /** Where the lines stand is all that speaks for the device, so that it counts as an address. */
    Identification byFile(String deviceId) {
        Entry entry = devices.get(deviceId);
        if (entry == null) {
            return unknown();
        }
        return entry.file()
                ? new Known(identity(deviceId, entry, AuthMethod.ADDRESS))
                : new Refused(ErrorCode.NOT_AUTHORIZED, "the device directory allows this device no files");
    }

    private DeviceIdentity identity(String deviceId, Entry entry, AuthMethod auth) {
        return new DeviceIdentity(deviceId, entry.type(), auth, entry.versions(), file.limitOf(entry));
    }

    private static Refused unknown() {
        return new Refused(ErrorCode.UNKNOWN_DEVICE, "no such device in the directory of this gateway");
    }
}

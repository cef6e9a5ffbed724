package io.wardlog.pki;

import io.wardlog.event.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.util.IPAddress;

/**
 * Whom a certificate names.
 *
 * @param commonName the subject's CN
 * @param uri the Wardlog identity as a SAN URI, if any
 * @param hosts DNS names and IP addresses that the subject is reached at
 */
record SubjectNames(String commonName, Optional<String> uri, List<String> hosts) {

    static SubjectNames agent(String tenantId, String hospitalId, String agentId, List<String> hosts) {
        String uri = "urn:wardlog:agent:" + tenant(tenantId) + ":" + tenant(hospitalId) + ":" + device(agentId);
        return new SubjectNames(agentId, Optional.of(uri), withLocalhost(hosts));
    }

    static SubjectNames device(String tenantId, String deviceId) {
        String uri = "urn:wardlog:device:" + tenant(tenantId) + ":" + device(deviceId);
        return new SubjectNames(deviceId, Optional.of(uri), List.of());
    }

    static SubjectNames collector(List<String> hosts) {
        return new SubjectNames("wardlog-collector", Optional.empty(), withLocalhost(hosts));
    }

    /** A tenant's or hospital's id, checked. */
    static String tenant(String id) {
        if (!Identifiers.isTenantOrHospital(id)) {
            throw new IllegalArgumentException("not a tenant or hospital id (a-z, 0-9, -): " + id);
        }
        return id;
    }

    static String device(String id) {
        if (!Identifiers.isDevice(id)) {
            throw new IllegalArgumentException("not a device or agent id (A-Z, a-z, 0-9, . _ -): " + id);
        }
        return id;
    }

    GeneralNames alternativeNames() {
        List<GeneralName> names = new ArrayList<>();
        uri.ifPresent(text -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, text)));
        for (String host : hosts) {
            int kind = IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName;
            names.add(new GeneralName(kind, host));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static List<String> withLocalhost(List<String> hosts) {
        List<String> all = new ArrayList<>(List.of("localhost", "127.0.0.1"));
        hosts.stream().filter(host -> !all.contains(host)).forEach(all::add);
        return all;
    }
}

package io.wardlog.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;

/**
 * A certificate authority and the keys that it issued, in one directory:
 *
 * <pre>
 * ca.pem ca.key
 * agents/{agentId}/     tls.pem tls.key signing.key signing.pub.pem     (P-256; Ed25519)
 * collector/            tls.pem tls.key receipt.key receipt.pub.pem     (P-256; Ed25519)
 * collector-2/ ...      the same for each further collector
 * tenants/{tenantId}/   seal.key seal.pub.pem                           (X25519)
 * tenants/{tenantId}/   registry.key registry.pub.pem                   (Ed25519)
 * holds/{name}/         hold.key hold.pub.pem                           (Ed25519)
 * release.key release.pub.pem                                           (Ed25519; needs no authority)
 * devices/{deviceId}/   tls.pem tls.key                                 (P-256)
 * </pre>
 *
 * Private keys are PKCS#8 PEM, readable by the owner only; public keys SubjectPublicKeyInfo PEM. Nothing is ever overwritten: each
 * method throws {@link java.nio.file.FileAlreadyExistsException} when what it would write is there. Ids that are not of their form
 * throw {@code IllegalArgumentException}.
 */
public final class DevelopmentPki {
    private static final String COLLECTOR = "collector";

    private final Path directory;
    private final CertificateAuthority authority;

    private DevelopmentPki(Path directory, CertificateAuthority authority) {
        this.directory = directory;
        this.authority = authority;
    }

    /** A new authority in {@code directory}, which may exist. */
    public static DevelopmentPki create(Path directory, Validity validity) throws IOException {
        KeyFiles files = KeyFiles.inDirectory(directory);
        CertificateAuthority authority = CertificateAuthority.create(validity);
        files.privateKey("ca.key", authority.key());
        files.certificate("ca.pem", authority.certificate());
        return new DevelopmentPki(directory, authority);
    }

    /** The authority that {@link #create} made here. */
    public static DevelopmentPki open(Path directory) throws IOException {
        return new DevelopmentPki(
                directory, CertificateAuthority.read(directory.resolve("ca.pem"), directory.resolve("ca.key")));
    }

    /** The authority's certificate, for everyone's trust. */
    public Path caFile() {
        return directory.resolve("ca.pem");
    }

    /**
     * An agent's TLS certificate, as client of the collector and as server of its devices, and its signing key.
     *
     * @param hosts DNS names and addresses that devices reach it at, besides localhost and 127.0.0.1
     * @return the directory of its files
     */
    public Path agent(AgentName agent, List<String> hosts, Validity validity) throws IOException {
        SubjectNames names = SubjectNames.agent(agent.tenantId(), agent.hospitalId(), agent.agentId(), hosts);
        Path target = directory.resolve("agents").resolve(agent.agentId());
        issue(target, names, validity).newKeyPair("Ed25519", "signing.key", "signing.pub.pem");
        return target;
    }

    /** Who an agent is. */
    public record AgentName(String tenantId, String hospitalId, String agentId) {}

    /** The collector's TLS certificate for these hosts, localhost and 127.0.0.1, and its receipt key. */
    public Path collector(List<String> hosts, Validity validity) throws IOException {
        return collector(COLLECTOR, hosts, validity);
    }

    /**
     * The same for one of several collectors, each with keys of its own.
     *
     * @param name the name of its directory, which begins with {@code collector}
     */
    public Path collector(String name, List<String> hosts, Validity validity) throws IOException {
        if (!SubjectNames.device(name).startsWith(COLLECTOR)) {
            throw new IllegalArgumentException("a collector's name begins with collector: " + name);
        }
        Path target = directory.resolve(name);
        issue(target, SubjectNames.collector(hosts), validity).newKeyPair("Ed25519", "receipt.key", "receipt.pub.pem");
        return target;
    }

    /** A tenant's seal key: agents get the public half, the private one opens patients' data. */
    public Path tenant(String tenantId) throws IOException {
        Path target = directory.resolve("tenants").resolve(SubjectNames.tenant(tenantId));
        KeyFiles.createDirectory(target).newKeyPair("X25519", "seal.key", "seal.pub.pem");
        return target;
    }

    /** The key that signs a tenant's registry bundles; beside the tenant's other keys, if there are any. */
    public Path registry(String tenantId) throws IOException {
        Path target = directory.resolve("tenants").resolve(SubjectNames.tenant(tenantId));
        KeyFiles.inDirectory(target).newKeyPair("Ed25519", "registry.key", "registry.pub.pem");
        return target;
    }

    /** The key of one who may set and release legal holds; keep the private half from whoever has the store's keys. */
    public Path hold(String name) throws IOException {
        Path target = directory.resolve("holds").resolve(SubjectNames.device(name));
        KeyFiles.createDirectory(target).newKeyPair("Ed25519", "hold.key", "hold.pub.pem");
        return target;
    }

    /**
     * The key of Wardlog's maintainers, or of a fork's, that signs the index of the product's own event types. Whoever checks has its public half from
     * elsewhere; so no authority vouches for it, and none is needed here.
     */
    public static Path release(Path directory) throws IOException {
        KeyFiles.inDirectory(directory).newKeyPair("Ed25519", "release.key", "release.pub.pem");
        return directory;
    }

    /** A device's TLS client certificate. */
    public Path device(String tenantId, String deviceId, Validity validity) throws IOException {
        SubjectNames names = SubjectNames.device(tenantId, deviceId); // checks the ids before they become a path
        Path target = directory.resolve("devices").resolve(deviceId);
        issue(target, names, validity);
        return target;
    }

    private KeyFiles issue(Path target, SubjectNames names, Validity validity) throws IOException {
        KeyFiles files = KeyFiles.createDirectory(target);
        KeyPair pair = CertificateAuthority.newP256();
        files.privateKey("tls.key", pair.getPrivate());
        files.certificate("tls.pem", authority.issue(names, pair.getPublic(), validity));
        return files;
    }
}

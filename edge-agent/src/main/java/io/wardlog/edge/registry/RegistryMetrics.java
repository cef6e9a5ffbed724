package io.wardlog.edge.registry;

/** What the registry counts. Thread-safe. */
public interface RegistryMetrics {

    /** A bundle was refused with this error code. */
    void bundleRefused(String code);

    /** A message of a deprecated version was accepted. */
    void deprecatedAccepted(String eventType, int version);
}

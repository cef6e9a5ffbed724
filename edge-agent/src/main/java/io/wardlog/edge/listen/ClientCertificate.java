package io.wardlog.edge.listen;

/** Whether a TLS port asks devices for a certificate. */
public enum ClientCertificate {
    /** A certificate identifies when one is shown; without one the device must show name and token. */
    REQUESTED,
    /** No connection without a valid certificate. */
    REQUIRED
}

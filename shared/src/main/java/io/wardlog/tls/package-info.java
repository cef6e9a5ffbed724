/**
 * The files of a TLS end, agent's and collector's alike: {@link io.wardlog.tls.Certificates} reads them and says what is wrong before
 * anyone connects, {@link io.wardlog.tls.TlsRenewal} notices that they were replaced while the process runs and gives out only what is
 * whole, {@link io.wardlog.tls.ExpiryReminder} knows when it must be said that a certificate will expire. No TLS is spoken here.
 */
package io.wardlog.tls;

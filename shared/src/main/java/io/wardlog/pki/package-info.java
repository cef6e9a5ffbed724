/**
 * Keys and certificates for development, tests and small sites: a certificate authority in a directory and what agents, collectors,
 * tenants and devices need from it. Large hospitals bring their own authority; the names in the certificates are the same
 * (docs/formats.md section 3).
 */
package io.wardlog.pki;

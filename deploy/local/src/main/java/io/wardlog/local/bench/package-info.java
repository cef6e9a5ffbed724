/**
 * {@code wardlog bench}: what the packaged agent costs, measured on this machine by whoever wants to know, beside a broker that does less. The load
 * comes from {@code wardlog simulate load} in a process of its own, and every cost from the operating system.
 */
package io.wardlog.local.bench;

/**
 * The servers that Wardlog stands on, for one machine: a real Kafka broker and a real OpenSearch node from Maven's jars, on loopback only, each on a
 * directory that a later start opens again. {@link io.wardlog.servers.ServersMain} is the process; {@link io.wardlog.servers.ForkedServers} starts it
 * from a program that has neither server on its class path. {@link io.wardlog.servers.CephServer} is a real store with object lock, where Debian's packages
 * are installed. For the demo and for tests; a hospital runs clusters.
 */
package io.wardlog.servers;

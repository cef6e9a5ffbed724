/**
 * Load in an open loop: messages are due by a schedule that does not wait for the agent, and latency counts from the time at which a message was due.
 * Many connections on few event loops, bare Netty; what is said is what the simulated devices say.
 */
package io.wardlog.simulator.load;

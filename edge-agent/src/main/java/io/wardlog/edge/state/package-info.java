/**
 * What the agent knows: chain heads, repeat window, MQTT sessions, sealed and confirmed batches. {@link
 * io.wardlog.edge.state.AgentState} is the sum of the journal's entries; the running writer and a restart build it with
 * the same method, so that they cannot disagree. No thread, clock or file of its own.
 */
package io.wardlog.edge.state;

/**
 * The agent's core and a model collector on simulated time, network and disk, all decided by one seed: no thread, no clock and no
 * file of the machine has a part in it. {@link io.wardlog.edge.simulation.Simulation} is the world and its scheduler, {@link
 * io.wardlog.edge.simulation.Oracle} says what must hold.
 */
package io.wardlog.edge.simulation;

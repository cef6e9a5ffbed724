/**
 * A ward of simulated devices: who stands at which bed, what each sends when, and the run that carries it to an agent and counts what came back.
 */
package io.wardlog.simulator.ward;

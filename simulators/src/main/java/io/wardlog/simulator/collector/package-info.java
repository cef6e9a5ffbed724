/**
 * A collector that only gives receipts: the other end of an agent whose cost or speed is measured, where a whole collector would take the machine. It
 * keeps nothing; never point an agent at it whose events matter.
 */
package io.wardlog.simulator.collector;

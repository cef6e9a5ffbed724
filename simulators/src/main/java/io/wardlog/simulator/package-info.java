/**
 * Simulated bedside devices over the real protocols: {@code wardlog simulate}. The models say what a device would report, the ward when, the links
 * carry it at least once; nothing here knows how an agent works inside.
 */
package io.wardlog.simulator;

/**
 * How devices behave: pure functions of a seed, in clinical time that begins at zero. They know no clock, no network and no agent; the same seed gives
 * the same course for ever.
 */
package io.wardlog.simulator.model;

/**
 * A stretch of several hospitals' past, put through real agents as fast as they take it: something to look at, to search and to export. The course is
 * the wards'; only the waiting is left out.
 */
package io.wardlog.simulator.seed;

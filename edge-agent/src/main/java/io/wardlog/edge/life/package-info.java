/**
 * What the agent does for itself: begins and ends its runs and epochs, says how it is, and every few seconds forgets what
 * is over, takes a snapshot, prunes the journal and watches the files that may change while it runs.
 */
package io.wardlog.edge.life;

/** What {@code wardlog collector init} found and made, of whatever kind it is. */
package io.wardlog.collector.prepare;

/** Where records go that a role cannot use, so that they stall nobody and are not forgotten. */
package io.wardlog.collector.deadletter;

/** What a role of the collector is to the process that runs it: something that starts, says whether it can do its work, and stops. */
package io.wardlog.collector.role;

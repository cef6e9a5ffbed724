/** Legal holds: what must not be deleted as long as somebody says so, whatever its retention. */
package io.wardlog.collector.archive.hold;

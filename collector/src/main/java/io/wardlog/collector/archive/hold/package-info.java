/** Legal holds of an archive: which stand, by their signed records, and how they are carried out. */
package io.wardlog.collector.archive.hold;

/**
 * How a log line looks: the stable name of an event and its fields, as text for people or as JSON for machines. The classes are named in each process's
 * {@code logback.xml}; code that logs knows SLF4J only.
 */
package io.wardlog.log;

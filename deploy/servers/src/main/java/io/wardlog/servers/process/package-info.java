/**
 * Child processes that never outlive their parent: each is tethered to the parent by its standard input, which the kernel closes however the parent
 * ends. Needs nothing but the JDK.
 */
package io.wardlog.servers.process;

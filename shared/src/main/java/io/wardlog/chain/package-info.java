/** The hash chain of each device at each agent: who it belongs to, where it starts, where it stands (docs/formats.md section 2). */
package io.wardlog.chain;

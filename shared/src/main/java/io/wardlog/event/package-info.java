/**
 * What a device says ({@link io.wardlog.event.DeviceMessage}) and what is kept of it ({@link io.wardlog.event.Event}),
 * with the rules for names, times and ids that both share: docs/formats.md sections 0 to 2. Pure: no clock, no I/O.
 */
package io.wardlog.event;

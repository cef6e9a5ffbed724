/**
 * The event schemas at work: {@link io.wardlog.schema.SchemaRegistry} holds the JSON Schemas of the {@code schemas}
 * module, {@link io.wardlog.schema.EventSchema} checks a device message in the clear and a stored event in its disclosed
 * form, says which values are patient data, and how critical an event is. Everything here is immutable and safe for any
 * thread; nothing here ever repeats a checked value in a message, because a value may be patient data.
 */
package io.wardlog.schema;

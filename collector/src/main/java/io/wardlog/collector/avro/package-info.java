/**
 * Events for those who work with Avro: a schema for every released version of an event type, derived from its JSON Schema; events in that
 * form and back, byte for byte; and the schemas under the names and numbers of a schema registry. Pure but for the command. What is
 * recorded and proved stays canonical JSON.
 */
package io.wardlog.collector.avro;

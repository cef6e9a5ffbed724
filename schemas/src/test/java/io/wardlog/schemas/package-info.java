/**
 * The fixtures of the event schemas for the tests of every module, and the tests that keep the schemas to the rules of
 * the house.
 */
package io.wardlog.schemas;

/**
 * The fixtures of the event schemas for the tests of every module, and the tests that files and index belong together.
 */
package io.wardlog.schemas;

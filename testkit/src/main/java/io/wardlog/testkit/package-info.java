/**
 * What the tests of several modules use and what belongs to none of them. No product code; a module that needs it depends on it in test scope.
 */
package io.wardlog.testkit;

/** The command line of {@code wardlog verify} and {@code wardlog pki}. The only package of this module that prints. */
package io.wardlog.cli;

/**
 * Who changed the schemas, as git tells it: the git program is asked, in an environment of its own and with nothing of the repository's
 * configuration that could run another program, and its answer about signatures is believed. Verification itself is git's and OpenSSH's.
 */
package io.wardlog.cli.git;

package io.wardlog.cli;

import java.util.concurrent.Callable;

/**
 * A picocli command below {@code wardlog schemas} that a module of the class path brings; {@link java.util.ServiceLoader} finds it. Its
 * answer is the process's exit code.
 */
public interface SchemasSubcommand extends Callable<Integer> {}

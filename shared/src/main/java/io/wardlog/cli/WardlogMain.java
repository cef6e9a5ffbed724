package io.wardlog.cli;

import io.wardlog.schema.InvalidSchemaException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code wardlog verify}, {@code wardlog pki} and {@code wardlog schemas}. */
@Command(
        name = "wardlog",
        description = "Checks audit logs, makes the keys for them, and keeps the schemas.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {VerifyCommand.class, PkiCommand.class, SchemasCommand.class})
public final class WardlogMain {

    /** Runs the command and exits with its code: 0 ok, 1 bad verdict, 2 usage, 3 fault. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return commandLine(utf8(System.out), utf8(System.err));
    }

    /** The command line with these outputs. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new WardlogMain());
        ServiceLoader.load(SchemasSubcommand.class)
                .forEach(command -> line.getSubcommands().get("schemas").addSubcommand(command));
        Version.saidBy(line).setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((fault, command, parsed) -> {
            command.getErr().println("wardlog: " + sentence(fault));
            return fault instanceof IllegalArgumentException || fault instanceof InvalidSchemaException
                    ? ExitCodes.USAGE
                    : ExitCodes.FAULT;
        });
        return line;
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    static String sentence(Exception fault) {
        Exception cause = fault instanceof UncheckedIOException unchecked ? unchecked.getCause() : fault;
        return cause instanceof IOException && !cause.getClass().equals(IOException.class)
                ? cause.getClass().getSimpleName().replaceAll("Exception$", "") + ": " + cause.getMessage()
                : String.valueOf(cause.getMessage());
    }
}

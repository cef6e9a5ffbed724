package io.wardlog.local;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Runs on a module's own class path: asks each command of a program for help and for its version. Prints a line for each answer: the command's words, the
 * option, the exit code, and the first line that came, with tabs between them.
 */
final class CommandWalk {
    private CommandWalk() {}

    public static void main(String[] mainClass) throws Exception {
        Method door = Class.forName(mainClass[0]).getDeclaredMethod("commandLine");
        door.setAccessible(true);
        walk((CommandLine) door.invoke(null), List.of(), door);
    }

    private static void walk(CommandLine command, List<String> words, Method door) throws Exception {
        ask(
                words,
                command.getCommandSpec().options().stream()
                        .filter(OptionSpec::usageHelp)
                        .toList(),
                "help",
                door);
        ask(
                words,
                command.getCommandSpec().options().stream()
                        .filter(OptionSpec::versionHelp)
                        .toList(),
                "version",
                door);
        List<String> below = new ArrayList<>(command.getSubcommands().keySet());
        for (String name : below) {
            List<String> longer = new ArrayList<>(words);
            longer.add(name);
            walk(command.getSubcommands().get(name), longer, door);
        }
    }

    private static void ask(List<String> words, List<OptionSpec> options, String what, Method door) throws Exception {
        if (options.isEmpty()) {
            System.out.println(String.join(" ", words) + "\tno option for " + what + "\t-1\t");
            return;
        }
        List<String> asked = new ArrayList<>(words);
        asked.add(options.get(0).longestName());
        StringWriter said = new StringWriter();
        int exit = ((CommandLine) door.invoke(null))
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute(asked.toArray(String[]::new));
        String first = said.toString().lines().findFirst().orElse("");
        System.out.println(String.join(" ", words) + "\t" + options.get(0).longestName() + "\t" + exit + "\t" + first);
    }
}

package io.wardlog.cli;

import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/** The product's version, out of the manifest of the jar that holds this class: every process has it on its class path, and all say the same. */
public final class Version implements IVersionProvider {

    /** The number alone; {@code 0} with classes that are not in a jar. */
    public static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /** Makes a command, and each one below it, say the product's version when it is asked for it; gives the command back. */
    public static CommandLine saidBy(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Version::saidBy);
        return command;
    }

    @Override
    public String[] getVersion() {
        String number = number();
        return new String[] {"wardlog " + (number.equals("0") ? "(built from source)" : number)};
    }
}

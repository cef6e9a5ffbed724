package io.wardlog.cli;

import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} answers. */
public final class Version implements IVersionProvider {

    /** Makes a command, and each one below it, say the product's version when it is asked for it; gives the command back. */
    public static CommandLine saidBy(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getSubcommands().values().forEach(Version::saidBy);
        return command;
    }

    @Override
    public String[] getVersion() {
        String number = ProductVersion.number();
        return new String[] {"wardlog " + (number.equals("0") ? "(built from source)" : number)};
    }
}

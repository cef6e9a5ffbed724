package io.wardlog.cli;

import picocli.CommandLine.Command;

/** {@code wardlog schemas}: keeps the schemas of event types. */
@Command(
        name = "schemas",
        description = "Keeps the schemas of event types: the product's, or a tenant's own in a directory.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SchemasIndexCommand.class,
            SchemasCheckCommand.class,
            SchemasBundleCommand.class,
            SchemasShowCommand.class,
            SchemasSignCommand.class,
            SchemasVerifyCommand.class
        })
final class SchemasCommand {}

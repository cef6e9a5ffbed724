package io.wardlog.cli;

import picocli.CommandLine.IVersionProvider;

/** The version out of the jar's manifest. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = VersionProvider.class.getPackage().getImplementationVersion();
        return new String[] {"wardlog " + (version == null ? "(built from source)" : version)};
    }
}

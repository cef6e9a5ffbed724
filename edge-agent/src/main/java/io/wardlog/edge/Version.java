package io.wardlog.edge;

import picocli.CommandLine.IVersionProvider;

/** The version out of the jar's manifest. */
final class Version implements IVersionProvider {

    /** The version's number alone; {@code 0} with classes that are not in a jar. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    @Override
    public String[] getVersion() {
        String number = number();
        return new String[] {"wardlog agent " + (number.equals("0") ? "(built from source)" : number)};
    }
}

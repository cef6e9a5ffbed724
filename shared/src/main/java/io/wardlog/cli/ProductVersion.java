package io.wardlog.cli;

/** The product's version, out of the manifest of the jar that holds this class: every process has it on its class path, and all say the same. */
public final class ProductVersion {

    private ProductVersion() {}

    /** The number alone; {@code 0} with classes that are not in a jar. */
    public static String number() {
        String version = ProductVersion.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }
}

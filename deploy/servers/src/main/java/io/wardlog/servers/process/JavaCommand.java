package io.wardlog.servers.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What to run in a JVM of its own: the same JDK as this one, flags, class path ({@code dir/*} allowed), main class and arguments.
 */
public record JavaCommand(List<String> jvmFlags, List<Path> classPath, String mainClass, List<String> arguments) {

    public JavaCommand {
        jvmFlags = List.copyOf(jvmFlags);
        classPath = List.copyOf(classPath);
        arguments = List.copyOf(arguments);
    }

    /** The same with more flags. */
    public JavaCommand withFlags(List<String> more) {
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.addAll(more);
        return new JavaCommand(flags, classPath, mainClass, arguments);
    }

    /** The words of the command line, with the main class under {@link TetheredMain}, which must be on the class path. */
    List<String> tethered() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmFlags);
        words.add("-cp");
        words.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        words.add(TetheredMain.class.getName());
        words.add(mainClass);
        words.addAll(arguments);
        return words;
    }
}

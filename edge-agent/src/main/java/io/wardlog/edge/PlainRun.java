package io.wardlog.edge;

import io.wardlog.edge.forward.http2.Http2Uplink;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * {@code run}. A service is started with the plainest words, which are read here: the library that reads all others is compiled for so old a Java that no
 * class archive takes it, and was a tenth of a start.
 *
 * @param config the YAML configuration
 * @param stopOnEnd whether it stops when standard input ends
 */
record PlainRun(Path config, boolean stopOnEnd) {

    private static final String STOP_ON_END = "--stop-on-stdin-eof";

    /** What these words ask for, when they are {@code run --config FILE} and nothing else but {@code --stop-on-stdin-eof} behind it. */
    static Optional<PlainRun> of(String[] args) {
        List<String> words = List.of(args);
        boolean stopOnEnd = words.size() == 4 && words.get(3).equals(STOP_ON_END);
        boolean isPlain = (words.size() == 3 || stopOnEnd)
                && words.subList(0, 2).equals(List.of("run", "--config"))
                && isPlain(words.get(2));
        return isPlain ? Optional.of(new PlainRun(Path.of(words.get(2)), stopOnEnd)) : Optional.empty();
    }

    /** Not one that the library reads as something else than a file, or that is none in this locale, which the library says. */
    private static boolean isPlain(String file) {
        return !file.isEmpty()
                && !file.startsWith("-")
                && !file.startsWith("@")
                && file.indexOf('"') < 0
                && isPath(file);
    }

    private static boolean isPath(String file) {
        try {
            return !Path.of(file).toString().isEmpty();
        } catch (InvalidPathException none) {
            return false;
        }
    }

    /** Runs until it is asked to stop; the exit code. What goes wrong before is said to {@code err}, a line at a time. */
    int execute(Consumer<String> err) {
        try {
            return run(err);
        } catch (Exception failure) { // whatever it is, it is said, and ends the process
            return EdgeAgentMain.failed(failure, err);
        }
    }

    /** The same, but for what goes wrong in a start. */
    int run(Consumer<String> err) throws IOException, InterruptedException, TimeoutException {
        EdgeConfig read = EdgeAgentMain.load(config);
        List<String> problems = new CheckConfig(read).problems();
        if (!problems.isEmpty()) {
            say(config, problems, err);
            return EdgeAgentMain.BAD_CONFIGURATION;
        }
        return new AgentRun(read, (vertx, material) -> new Http2Uplink(vertx, read.collector(), material))
                .run(stopOnEnd);
    }

    /** Says what is wrong with a configuration. */
    static void say(Path file, List<String> problems, Consumer<String> err) {
        err.accept(file + ": " + problems.size() + (problems.size() == 1 ? " problem" : " problems"));
        problems.forEach(problem -> err.accept("  " + problem));
    }
}

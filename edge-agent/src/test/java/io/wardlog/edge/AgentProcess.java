package io.wardlog.edge;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent as a process of its own. */
final class AgentProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("agent_ready .*?\\{(.*?)\\}");

    /** For a life of seconds: what the second compiler makes is never used. */
    static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final Pattern STATUS = Pattern.compile("statusPort=(\\d+)");

    private final Process process;
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final StringBuffer output = new StringBuffer();
    private final Thread reader = new Thread(this::read);

    private AgentProcess(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts it on the class path of this test, for a life of seconds. */
    static AgentProcess start(AgentFixture fixture) throws IOException {
        return start(fixture, System.getProperty("java.class.path"), SHORT_LIVED);
    }

    /** Starts it on another class path, with more flags of its JVM. */
    static AgentProcess start(AgentFixture fixture, String classPath, List<String> flags) throws IOException {
        return launch(List.of(), fixture, classPath, flags).awaitReady();
    }

    /** Starts the packaged one under another program, for a life of seconds. */
    static AgentProcess startPackaged(List<String> program, AgentFixture fixture) throws IOException {
        return launch(program, fixture, AgentFixture.packaged(), SHORT_LIVED).awaitReady();
    }

    /** Begins to start it, and does not wait until it is ready. */
    static AgentProcess launch(List<String> program, AgentFixture fixture, String classPath, List<String> flags)
            throws IOException {
        List<String> command = new ArrayList<>(program);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-Xmx192m", "-cp", classPath));
        command.addAll(List.of(EdgeAgentMain.class.getName(), "run", "--config", fixture.configFile.toString()));
        return new AgentProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Reads to the end of its output: a full pipe would stop the agent. */
    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                say(line);
                Matcher said = READY.matcher(line);
                if (said.find()) {
                    readPorts(said.group(1));
                    Matcher status = STATUS.matcher(line);
                    if (status.find()) {
                        ports.put("status", Integer.valueOf(status.group(1)));
                    }
                    ready.complete(null);
                }
            }
        } catch (IOException killed) {
            // what it said until then is there
        }
        ready.completeExceptionally(new AssertionError("the agent ended by itself:\n" + output));
    }

    private void say(String line) {
        synchronized (output) {
            output.append(line).append('\n');
            output.notifyAll();
        }
    }

    private void readPorts(String all) {
        for (String port : all.split(", ")) {
            if (!port.isEmpty()) {
                String[] parts = port.split("=");
                ports.put(parts[0], Integer.valueOf(parts[1]));
            }
        }
    }

    /** Waits until it takes messages. */
    AgentProcess awaitReady() {
        try {
            ready.join();
            return this;
        } catch (CompletionException ended) {
            throw (AssertionError) ended.getCause();
        }
    }

    /** Waits so long, or until it takes messages, which it answers. */
    boolean isReadyWithin(Duration patience) throws InterruptedException {
        try {
            ready.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException notYet) {
            return false;
        } catch (ExecutionException ended) {
            throw (AssertionError) ended.getCause();
        }
    }

    /** The port of a way in. */
    int port(String way) {
        return ports.get(way);
    }

    /** What a meter of this run says, without its help lines; 0 when it has not counted yet. */
    double metric(String name) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port("status") + "/metrics");
        String all = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return all.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    /** Its CPU time so far, of the kernel and its own. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** SIGKILL, now; does not wait for its end. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Asks it to stop, and waits for its end. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    /** Asks it to stop, and waits for its end, at most so long; whether it came. */
    boolean stopsWithin(Duration patience) throws InterruptedException {
        process.destroy();
        return endsWithin(patience);
    }

    /** Waits so long, or until it has said this. */
    boolean saysWithin(String text, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        synchronized (output) {
            while (output.indexOf(text) < 0) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                TimeUnit.NANOSECONDS.timedWait(output, left);
            }
            return true;
        }
    }

    /** Waits so long for its end, whyever it ends; whether it came. */
    boolean endsWithin(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits until it ends by itself; its exit code. */
    int awaitEnd() throws InterruptedException {
        int exitCode = process.waitFor();
        reader.join();
        return exitCode;
    }

    /** What it said so far. */
    String output() {
        return output.toString();
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}

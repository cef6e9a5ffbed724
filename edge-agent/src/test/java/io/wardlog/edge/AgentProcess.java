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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The agent as a process of its own, ready for messages. */
final class AgentProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("agent_ready .*?\\{(.*?)\\}");

    private static final Pattern STATUS = Pattern.compile("statusPort=(\\d+)");

    private final Process process;
    private final Map<String, Integer> ports = new HashMap<>();
    private final StringBuffer output = new StringBuffer();
    private Thread reader;

    private AgentProcess(Process process) {
        this.process = process;
    }

    /** Starts it on the class path of this test. */
    static AgentProcess start(AgentFixture fixture) throws IOException {
        return start(fixture, System.getProperty("java.class.path"), List.of());
    }

    /** Starts it on another class path, with more flags of its JVM. */
    static AgentProcess start(AgentFixture fixture, String classPath, List<String> flags) throws IOException {
        return start(List.of(), fixture, classPath, flags);
    }

    /** Starts it under another program, whose command line ends with the agent's. */
    static AgentProcess startUnder(List<String> program, AgentFixture fixture) throws IOException {
        return start(program, fixture, System.getProperty("java.class.path"), List.of());
    }

    private static AgentProcess start(List<String> program, AgentFixture fixture, String classPath, List<String> flags)
            throws IOException {
        List<String> command = new ArrayList<>(program);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-Dchronicle"))
                .forEach(command::add);
        command.addAll(flags);
        command.addAll(List.of("-Xmx192m", "-cp", classPath));
        command.addAll(List.of(EdgeAgentMain.class.getName(), "run", "--config", fixture.configFile.toString()));
        AgentProcess agent = new AgentProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        agent.awaitReady();
        return agent;
    }

    private void awaitReady() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.append(line).append('\n');
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                readPorts(ready.group(1));
                Matcher status = STATUS.matcher(line);
                if (status.find()) {
                    ports.put("status", Integer.valueOf(status.group(1)));
                }
                drain(lines);
                return;
            }
        }
        throw new AssertionError("the agent ended by itself:\n" + output);
    }

    private void readPorts(String all) {
        for (String port : all.split(", ")) {
            if (!port.isEmpty()) {
                String[] parts = port.split("=");
                ports.put(parts[0], Integer.valueOf(parts[1]));
            }
        }
    }

    /** A full pipe would stop the agent. */
    private void drain(BufferedReader lines) {
        reader = new Thread(() -> {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    output.append(line).append('\n');
                }
            } catch (IOException killed) {
                return;
            }
        });
        reader.setDaemon(true);
        reader.start();
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

    /** SIGKILL, now; does not wait for its end. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Asks it to stop, and waits for its end. */
    void stop() throws InterruptedException {
        process.destroy();
        process.waitFor();
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

package io.wardlog.local.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a JVM, by the JDK's {@code jcmd}, what is left on its heap when all garbage is collected. */
final class HeapUse {
    private static final Pattern USED = Pattern.compile("(?:heap|generation) +total \\d+K, used (\\d+)K");

    private HeapUse() {}

    /** In MB (10^6 bytes); the JVM collects its garbage for it. */
    static double megabytes(long pid) throws IOException, InterruptedException {
        ask(pid, "GC.run");
        String info = ask(pid, "GC.heap_info");
        Matcher used = USED.matcher(info);
        double bytes = 0;
        while (used.find()) {
            bytes += Long.parseLong(used.group(1)) * 1024.0;
        }
        if (bytes == 0) {
            throw new IOException("jcmd tells of no heap: " + info);
        }
        return bytes / 1e6;
    }

    private static String ask(long pid, String command) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process process = new ProcessBuilder(jcmd, Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + said);
        }
        return said;
    }
}

package io.wardlog.testkit;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a campaign gave one parser: a line in {@code target/fuzz.tsv} of its module, which {@link FuzzReport} sums up. CPU time is the whole
 * process's; heap is what is used after a collection, before the first input and after the last. Not thread-safe.
 */
final class Tally {

    private static final Path FILE = Path.of("target", "fuzz.tsv");

    private final String name;
    private final String kind;
    private final long heapBefore;
    private final long cpuBefore;
    private final long begin;
    private long inputs;
    private int findings;
    private long grown;

    Tally(Class<?> test, String kind) {
        this.name = test.getName();
        this.kind = kind;
        this.heapBefore = heapKib();
        this.cpuBefore = cpuMillis();
        this.begin = System.nanoTime();
    }

    void input() {
        inputs++;
    }

    long inputs() {
        return inputs;
    }

    void finding() {
        findings++;
    }

    /** Known once it is written. */
    long grownKib() {
        return grown;
    }

    void write(long seed) throws IOException {
        long millis = (System.nanoTime() - begin) / 1_000_000;
        long cpu = cpuMillis() - cpuBefore;
        long heap = heapKib();
        grown = heap - heapBefore;
        String line = String.join(
                "\t",
                name,
                kind,
                Long.toString(inputs),
                Long.toString(millis),
                Long.toString(cpu),
                Long.toString(heapBefore),
                Long.toString(heap),
                Integer.toString(findings),
                Long.toString(seed));
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static long heapKib() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024;
    }

    private static long cpuMillis() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                        .getProcessCpuTime()
                / 1_000_000;
    }
}

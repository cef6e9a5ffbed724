package io.wardlog.cost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process costs with all its threads, as the operating system counts it (Linux's {@code /proc}). */
public record ProcessCost(long pid) {
    private static final double TICKS_A_SECOND = 100;
    private static final int USER_TICKS = 11;

    /**
     * Processor seconds so far, in user and in kernel mode; to a hundredth.
     *
     * @throws IOException when there is no such process, or no {@code /proc}
     */
    public double processorSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        // The name may hold blanks: fields are counted from behind it.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1])) / TICKS_A_SECOND;
    }

    /**
     * Resident memory now, in MB (10^6 bytes).
     *
     * @throws IOException when there is no such process, or no {@code /proc}
     */
    public double residentMegabytes() throws IOException {
        return megabytes("VmRSS:");
    }

    /** The part of it that only shows what is in files, and that the system may take back without writing anything: libraries, archives, journals. */
    public double residentFileMegabytes() throws IOException {
        return megabytes("RssFile:");
    }

    /** The most that was resident at any time. */
    public double peakMegabytes() throws IOException {
        return megabytes("VmHWM:");
    }

    private double megabytes(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6)
                .findFirst()
                .orElseThrow();
    }
}

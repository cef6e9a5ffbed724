package io.wardlog.local.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@link StartBench} found. */
record StartResult(StartBench.Plan plan, List<Start> empty, Work work, Optional<Restart> restart) {
    private static final long GOAL_BACKLOG = 10_000_000;
    private static final double GOAL_RESTART = 3;
    private static final double GOAL_START = 2;
    private static final double GOAL_MEGABYTES = 160;
    private static final double GOAL_RATE = 1000;
    private static final int GOAL_CONNECTIONS = 100;

    /** From the command to open ports: as a clock tells it, and the process' own processor time. */
    record Start(double seconds, double processorSeconds) {
        @Override
        public String toString() {
            return format("%.2f s, %.2f s of processor time", seconds, processorSeconds);
        }
    }

    /**
     * Resident, in MB (10^6 bytes).
     *
     * @param file the part that only shows files, which others may share and the system may take back
     * @param peak the most at any time
     */
    record Memory(double resident, double file, double peak) {}

    /** With all connections, at the end of the load. */
    record Work(Memory memory, Measurement measured) {
        @Override
        public String toString() {
            return format(
                    "%.0f MB resident (%.0f of them mapped files, at most %.0f); %s",
                    memory.resident(), memory.file(), memory.peak(), measured.toText());
        }
    }

    /** After a kill -9. */
    record Restart(long backlog, Start start) {}

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    boolean isComplete() {
        return work.measured().complete();
    }

    /** The page's part. */
    String toText() {
        StringBuilder text = new StringBuilder("| start to open ports | s | CPU s |\n| --- | --- | --- |\n");
        Spread seconds = Spread.of(empty, Start::seconds);
        text.append(format(
                "| empty journal, %d times | %s | %s |%n",
                empty.size(),
                seconds.toText("%.2f"),
                Spread.of(empty, Start::processorSeconds).toText("%.2f")));
        restart.ifPresent(again -> text.append(format(
                "| after kill -9 over %,d unsent events | %.2f | %.2f |%n",
                again.backlog(), again.start().seconds(), again.start().processorSeconds())));
        Memory memory = work.memory();
        text.append(format(
                "%n| connections | events/s | resident, MB | of it mapped files | at most | CPU µs an event | p99, ms |%n"
                        + "| --- | --- | --- | --- | --- | --- | --- |%n| %d | %,.0f | %.0f | %.0f | %.0f | %.0f | %.1f |%n",
                plan.connections(),
                work.measured().perSecond(),
                memory.resident(),
                memory.file(),
                memory.peak(),
                work.measured().micros(),
                work.measured().p99()));
        return text.append('\n').append(goals(seconds.median())).toString();
    }

    private String goals(double start) {
        StringBuilder text = new StringBuilder("| no. | goal | figure | reached |\n| --- | --- | --- | --- |\n");
        text.append(goal("start to open ports ≤ 2 s", format("%.2f s", start), start <= GOAL_START));
        double resident = work.memory().resident();
        boolean asAsked = plan.rate() >= GOAL_RATE && plan.connections() >= GOAL_CONNECTIONS;
        text.append(goal(
                "≤ 160 MB resident at 1,000 events/s over 100 connections",
                format("%.0f MB", resident),
                asAsked && resident <= GOAL_MEGABYTES));
        restart.ifPresent(again -> text.append(goal(
                "restart over a backlog of 10,000,000 events ≤ 3 s",
                format("%.2f s over %,d", again.start().seconds(), again.backlog()),
                again.backlog() >= GOAL_BACKLOG && again.start().seconds() <= GOAL_RESTART)));
        return text.toString();
    }

    private static String goal(String what, String figure, boolean reached) {
        return "| P9 | " + what + " | " + figure + " | " + (reached ? "yes" : "no") + " |\n";
    }
}

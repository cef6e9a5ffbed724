package io.wardlog.simulator.load;

import io.wardlog.cost.ProcessCost;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a run is at one moment.
 *
 * @param nanos since the run began
 * @param acknowledged messages so far
 * @param processorSeconds of each watched process so far, by name
 * @param residentMegabytes of each of them now
 */
record Mark(
        long nanos, long acknowledged, Map<String, Double> processorSeconds, Map<String, Double> residentMegabytes) {

    /** Asks the operating system for the processes' cost of now. */
    static Mark of(long nanos, long acknowledged, Map<String, ProcessCost> processes) throws IOException {
        Map<String, Double> seconds = new LinkedHashMap<>();
        Map<String, Double> megabytes = new LinkedHashMap<>();
        for (Map.Entry<String, ProcessCost> process : processes.entrySet()) {
            seconds.put(process.getKey(), process.getValue().processorSeconds());
            megabytes.put(process.getKey(), process.getValue().residentMegabytes());
        }
        return new Mark(nanos, acknowledged, seconds, megabytes);
    }
}

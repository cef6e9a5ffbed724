package io.wardlog.simulator.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** The part of a run that counts: from the end of the warm-up until no more messages become due. */
record Stretch(Mark from, Mark to) {

    double seconds() {
        return (to.nanos() - from.nanos()) / 1e9;
    }

    long acknowledged() {
        return to.acknowledged() - from.acknowledged();
    }

    double acknowledgedPerSecond() {
        return acknowledged() / seconds();
    }

    /** Processor time of each watched process for one acknowledged message, in µs; empty when none was. */
    Map<String, Double> microsPerMessage() {
        Map<String, Double> micros = new LinkedHashMap<>();
        if (acknowledged() > 0) {
            to.processorSeconds().forEach((name, after) -> micros.put(name, spent(name, after) * 1e6 / acknowledged()));
        }
        return micros;
    }

    private double spent(String process, double after) {
        return after - from.processorSeconds().get(process);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("seconds", seconds())
                .put("acknowledgedBefore", from.acknowledged())
                .put("acknowledged", acknowledged())
                .put("acknowledgedPerSecond", acknowledgedPerSecond());
        ObjectNode processes = json.putObject("processorSeconds");
        to.processorSeconds()
                .forEach((name, after) -> processes
                        .putObject(name)
                        .put("from", from.processorSeconds().get(name))
                        .put("to", after));
        microsPerMessage().forEach(json.putObject("microsPerMessage")::put);
        to.residentMegabytes().forEach(json.putObject("residentMegabytes")::put);
        return json;
    }
}

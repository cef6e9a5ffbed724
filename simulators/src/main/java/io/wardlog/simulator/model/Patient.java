package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.IntUnaryOperator;

/** An invented patient. */
record Patient(String recordNumber, String family, String birthDate, String sex) {
    private static final String[] FAMILIES = {"Rossi", "Nguyen", "Schmidt", "Kowalska", "Okafor", "Lindqvist"};

    /** A patient from draws below a bound. */
    static Patient drawn(IntUnaryOperator below) {
        return new Patient(
                "%08d".formatted(below.applyAsInt(100_000_000)),
                FAMILIES[below.applyAsInt(FAMILIES.length)],
                "%d-%02d-%02d"
                        .formatted(1935 + below.applyAsInt(70), 1 + below.applyAsInt(12), 1 + below.applyAsInt(28)),
                below.applyAsInt(2) == 0 ? "female" : "male");
    }

    ObjectNode toJson() {
        ObjectNode patient = JsonNodeFactory.instance.objectNode();
        patient.putArray("identifiers")
                .addObject()
                .put("system", "urn:oid:2.16.840.1.113883.19.5")
                .put("kind", "MR")
                .put("value", recordNumber);
        patient.putObject("name").put("family", family);
        return patient.put("birthDate", birthDate).put("sex", sex);
    }
}

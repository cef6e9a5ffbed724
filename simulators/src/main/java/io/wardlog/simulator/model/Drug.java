package io.wardlog.simulator.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The pump's drug library: what it shows, how strong it is, and the flows at which it is usually given. */
enum Drug {
    NOREPINEPHRINE("Norepinephrine", "C01CA03", 0.16, 2, 25, true),
    PROPOFOL("Propofol 1 %", "N01AX10", 10, 4, 20, true),
    INSULIN("Insulin regular", "A10AB01", 1, 1, 8, true),
    HEPARIN("Heparin", "B01AB01", 50, 8, 24, true),
    FENTANYL("Fentanyl", "N01AH01", 0.01, 2, 10, true),
    CEFAZOLIN("Cefazolin", "J01DB04", 20, 100, 200, false),
    PANTOPRAZOLE("Pantoprazole", "A02BC02", 0.4, 10, 20, false),
    RINGER("Ringer's lactate", "B05BB01", 1, 60, 250, false);

    private final String label;
    private final String atc;
    private final double concentration;
    private final double lowestRate;
    private final double highestRate;
    private final boolean highAlert;

    Drug(String label, String atc, double concentration, double lowestRate, double highestRate, boolean highAlert) {
        this.label = label;
        this.atc = atc;
        this.concentration = concentration;
        this.lowestRate = lowestRate;
        this.highestRate = highestRate;
        this.highAlert = highAlert;
    }

    /** Usual flow in mL/h, from. */
    double lowestRate() {
        return lowestRate;
    }

    /** Usual flow in mL/h, to. */
    double highestRate() {
        return highestRate;
    }

    /** Why somebody changes its rate. */
    String titrationReason() {
        return switch (this) {
            case NOREPINEPHRINE -> "mean pressure off target";
            case PROPOFOL -> "sedation off target";
            case FENTANYL -> "pain score off target";
            case INSULIN -> "glucose off target";
            case HEPARIN -> "aPTT off target";
            default -> "fluid balance";
        };
    }

    private String amount() {
        return switch (this) {
            case INSULIN, HEPARIN -> "[iU]";
            case RINGER -> "g";
            default -> "mg";
        };
    }

    /** As a message names it, with the version of the library that it is from. */
    ObjectNode toJson(String library) {
        ObjectNode drug = JsonNodeFactory.instance.objectNode().put("name", label);
        drug.putObject("code").put("system", "http://www.whocc.no/atc").put("code", atc);
        drug.putObject("concentration").put("value", concentration).put("unit", amount() + "/mL");
        return drug.put("highAlert", highAlert).put("libraryVersion", library).put("careArea", "ICU");
    }

    /** The dose rate that a flow in mL/h amounts to. */
    ObjectNode doseRate(double rate) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("value", Math.round(rate * concentration * 1000) / 1000.0)
                .put("unit", amount() + "/h");
    }
}

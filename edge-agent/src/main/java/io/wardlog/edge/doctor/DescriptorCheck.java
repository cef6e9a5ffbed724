package io.wardlog.edge.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/**
 * Check {@code file_descriptors}: whether the agent may have as many files open as its ports may have connections.
 *
 * @param numbers section {@code fileDescriptors} of the status: of the running agent, whose service manager may have set its own limit, else of
 *     a process such as this
 * @param running whether it is the agent's
 */
public record DescriptorCheck(JsonNode numbers, boolean running) implements Check {

    private static final String NAME = "file_descriptors";

    @Override
    public void look(Consumer<Diagnosis> say) {
        long limit = numbers.path("limit").asLong();
        long needed = numbers.path("needed").asLong();
        if (!numbers.has("limit")) {
            say.accept(Diagnosis.ok(NAME, "this system sets no limit that can be read"));
            return;
        }
        String whose =
                running ? "the agent has " + numbers.path("open").asLong() + " open" : "by a process of this user";
        String found =
                limit + " files may be open, " + whose + "; " + needed + " are needed when every connection is there";
        say.accept(
                limit >= needed
                        ? Diagnosis.ok(NAME, found)
                        : Diagnosis.warning(
                                NAME,
                                found,
                                "LimitNOFILE=" + needed + " in the service's unit, or lower maxConnections"));
    }
}

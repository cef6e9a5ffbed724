package io.wardlog.edge.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Section {@code deviceDirectory}: whether the file of the device directory, as it is now, is in force.
 *
 * @param problems how much is wrong with it, 0 when it is
 */
public record DirectorySection(Path file, IntSupplier problems) implements StatusSection {

    @Override
    public void describe(ObjectNode status, Consumer<Finding> wrong) {
        int count = problems.getAsInt();
        status.putObject("deviceDirectory").put("problems", count);
        if (count > 0) {
            wrong.accept(new Finding(
                    Finding.Code.DEVICES_REFUSED,
                    file + " has " + (count == 1 ? "a mistake" : count + " mistakes")
                            + "; what it held before stays in force"));
        }
    }
}

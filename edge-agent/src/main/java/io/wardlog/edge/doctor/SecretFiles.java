package io.wardlog.edge.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Check {@code key_rights}: nobody but the agent's user and group can read its secrets, nobody else can replace them. */
public record SecretFiles(List<Path> files) implements Check {

    private static final String NAME = "key_rights";
    private static final Set<PosixFilePermission> TOO_MUCH =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    @Override
    public void look(Consumer<Diagnosis> say) {
        int fine = 0;
        for (Path file : files) {
            fine += isFine(file, say) ? 1 : 0;
        }
        if (fine > 0) {
            say.accept(Diagnosis.ok(NAME, fine + " secret files are closed to others"));
        }
    }

    /** A file that is not there is another check's matter. */
    private static boolean isFine(Path file, Consumer<Diagnosis> say) {
        try {
            Set<PosixFilePermission> has = Files.getPosixFilePermissions(file);
            if (has.stream().anyMatch(TOO_MUCH::contains)) {
                say.accept(Diagnosis.failed(
                        NAME,
                        file + " is " + PosixFilePermissions.toString(has) + ": others can read or replace it",
                        "chmod 600 " + file));
                return false;
            }
            return true;
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}

package io.wardlog.error;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be used, said to a person. */
public final class FileFailure {

    private FileFailure() {}

    /** One line: the file, and why not. A file system's exception says of a file that is missing, or closed to this user, no more than its name. */
    public static String reason(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof NoSuchFileException) {
            return message + " does not exist";
        }
        return failure instanceof AccessDeniedException
                ? message + " is closed to the user " + System.getProperty("user.name")
                : message;
    }
}

package io.wardlog.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value of a component whose key is absent, written as in the file. A list is written comma-separated; {@code ""} is the empty
 * list, map or string. A component without a default, that is no {@code Optional} and no section, is required.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    /** The text of the value. */
    String value();
}

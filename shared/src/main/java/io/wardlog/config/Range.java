package io.wardlog.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The smallest and the largest value allowed, both inclusive, written in the component's own kind: {@code @Range(min = "1s", max =
 * "1h")} on a duration, {@code @Range(min = "1")} on an int. An empty bound is no bound. On a list it holds for each element.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Range {
    /** The smallest allowed value; empty for none. */
    String min() default "";

    /** The largest allowed value; empty for none. */
    String max() default "";
}

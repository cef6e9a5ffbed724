package io.wardlog.collector.prepare;

/**
 * Where something is not as it must be.
 *
 * @param what its kind and name, such as {@code topic wardlog.events.v1}
 * @param setting what differs; {@link #MISSING} when there is nothing of that name
 * @param found what is there
 * @param wanted what must be there
 * @param advice why, and what to do
 */
public record Difference(String what, String setting, String found, String wanted, String advice) {
    /** The setting of what is not there at all. */
    public static final String MISSING = "existence";

    /** Something that is not there. */
    public static Difference missing(String what, String wanted, String advice) {
        return new Difference(what, MISSING, "nothing", wanted, advice);
    }

    /** The whole as one sentence. */
    @Override
    public String toString() {
        return setting.equals(MISSING)
                ? what + " is missing; " + advice
                : what + " has " + setting + "=" + found + ", not " + wanted + ": " + advice;
    }
}

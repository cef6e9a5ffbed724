package io.wardlog.edge.presence;

import io.wardlog.error.ErrorCode;
import io.wardlog.event.SourceProtocol;
import java.time.Duration;
import java.util.Optional;

/**
 * What was heard of a device since the start, as of one moment.
 *
 * @param protocol the way on which it came last, whether it was accepted or refused
 */
public record Heard(Optional<SourceProtocol> protocol, Accepted accepted, Refused refused) {

    /** Nothing. */
    public static final Heard NOTHING =
            new Heard(Optional.empty(), new Accepted(0, 0, Optional.empty()), new Refused(0, Optional.empty()));

    /**
     * Messages that were accepted.
     *
     * @param lastMinute how many of them in the last minute, of which the first ten seconds count in part
     * @param ago how long ago the last one was
     */
    public record Accepted(long count, int lastMinute, Optional<Duration> ago) {}

    /** Messages, and connections after it had shown who it is, that were refused for good. */
    public record Refused(long count, Optional<Last> last) {}

    /** The last refusal. */
    public record Last(ErrorCode code, Duration ago) {}

    /** Whether the last that came was refused. */
    public boolean endedRefused() {
        return refused.last()
                .filter(last ->
                        accepted.ago().map(ago -> last.ago().compareTo(ago) < 0).orElse(true))
                .isPresent();
    }
}

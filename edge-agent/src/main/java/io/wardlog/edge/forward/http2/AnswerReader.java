package io.wardlog.edge.forward.http2;

import com.fasterxml.jackson.databind.JsonNode;
import io.wardlog.edge.forward.UplinkAnswer;
import io.wardlog.error.ErrorCode;
import io.wardlog.error.Problem;
import io.wardlog.json.JsonLimits;
import io.wardlog.json.JsonReading;
import io.wardlog.json.StrictJson;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;

/** What a whole HTTP response means to the forwarder. Pure. */
final class AnswerReader {

    /** A longer wish is not believed: the collector may be back long before. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    /** 408, 425, 429: the request is fine, the moment is not. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private static final int NOT_MODIFIED = 304;
    private static final int MAX_TEXT = 300;

    private AnswerReader() {}

    /**
     * Reads a response.
     *
     * @param retryAfter the header's text, null for none
     * @param body all of it
     * @param now for a {@code Retry-After} that is a date
     */
    static UplinkAnswer read(int status, String retryAfter, byte[] body, Instant now) {
        if (status == 200) {
            return new UplinkAnswer.Body(body);
        }
        if (status == NOT_MODIFIED) {
            return new UplinkAnswer.Unchanged();
        }
        Optional<JsonNode> problem = problem(body);
        String code = text(problem, "code").orElse("http_" + status);
        String detail = text(problem, "detail").orElse("no problem document");
        boolean isFinal = status >= 400 && status < 500 && !LATER.contains(status);
        return isFinal
                ? new UplinkAnswer.Refused(status, code, detail)
                : new UplinkAnswer.Unavailable(
                        "status " + status + ": " + code + ": " + detail,
                        wait(retryAfter, now),
                        isCollectorsOwn(status, problem));
    }

    /** Anything on the way can say 502 or 503; only a collector knows the name of its problem. */
    private static boolean isCollectorsOwn(int status, Optional<JsonNode> problem) {
        return status == ErrorCode.UNAVAILABLE.httpStatus()
                && text(problem, "type")
                        .filter((Problem.TYPE_PREFIX + ErrorCode.UNAVAILABLE.code())::equals)
                        .isPresent();
    }

    private static Optional<JsonNode> problem(byte[] body) {
        return StrictJson.read(body, JsonLimits.DEVICE_MESSAGE) instanceof JsonReading.Value value
                ? Optional.of(value.node())
                : Optional.empty();
    }

    /** A member's text, fit for one line of a log whoever wrote it. */
    private static Optional<String> text(Optional<JsonNode> problem, String member) {
        return problem.map(node -> node.get(member))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .filter(text -> !text.isBlank())
                .map(text -> text.substring(0, Math.min(MAX_TEXT, text.length())))
                .map(text -> text.replaceAll("[^\\P{Cntrl}]", " "));
    }

    /** RFC 9110, section 10.2.3: seconds or a date. What is neither counts as absent. */
    private static Optional<Duration> wait(String retryAfter, Instant now) {
        if (retryAfter == null) {
            return Optional.empty();
        }
        return (retryAfter.matches("[0-9]+") ? Optional.of(seconds(retryAfter)) : untilDate(retryAfter, now))
                .filter(wait -> !wait.isNegative())
                .map(wait -> wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    /** However many digits these are. */
    private static Duration seconds(String digits) {
        BigInteger longest = BigInteger.valueOf(LONGEST_WAIT.toSeconds());
        return Duration.ofSeconds(new BigInteger(digits).min(longest).longValueExact());
    }

    private static Optional<Duration> untilDate(String date, Instant now) {
        try {
            Instant then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(Duration.between(now, then));
        } catch (DateTimeException none) {
            return Optional.empty();
        }
    }
}

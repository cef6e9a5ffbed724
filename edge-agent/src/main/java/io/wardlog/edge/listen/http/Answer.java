package io.wardlog.edge.listen.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.edge.listen.OutcomeJson;
import io.wardlog.error.Problem;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What a request is answered with. */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Answer(int status, String mediaType, byte[] body, Optional<Long> retryAfterSeconds) {

    private static final String JSON = "application/json";
    private static final int ACCEPTED = 202;
    private static final int MULTI_STATUS = 207;

    static Answer of(Problem problem) {
        return new Answer(problem.code().httpStatus(), Problem.MEDIA_TYPE, problem.toJson(), Optional.empty());
    }

    /** The answer to a request that was one message. */
    static Answer ofOne(Outcome outcome) {
        return outcome.fold(
                accepted -> json(ACCEPTED, OutcomeJson.of(outcome).toString()),
                rejected -> of(new Problem(rejected.code(), rejected.detail())),
                Answer::busy);
    }

    /** The answer to a request that was an array: one result for each message, in order. */
    static Answer ofMany(List<Outcome> outcomes) {
        if (!outcomes.isEmpty() && outcomes.stream().allMatch(Outcome.Busy.class::isInstance)) {
            return busy(longest(outcomes));
        }
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        outcomes.forEach(outcome -> results.add(OutcomeJson.of(outcome)));
        boolean all = outcomes.stream().allMatch(Outcome.Accepted.class::isInstance);
        return json(
                all ? ACCEPTED : MULTI_STATUS,
                JsonNodeFactory.instance.objectNode().set("results", results).toString());
    }

    private static Answer json(int status, String text) {
        return new Answer(status, JSON, text.getBytes(StandardCharsets.UTF_8), Optional.empty());
    }

    /** Whoever waits that long need not be turned away twice. */
    private static Outcome.Busy longest(List<Outcome> busy) {
        return busy.stream()
                .map(Outcome.Busy.class::cast)
                .max(Comparator.comparing(Outcome.Busy::retryAfter))
                .orElseThrow();
    }

    private static Answer busy(Outcome.Busy busy) {
        Problem problem = new Problem(busy.code(), "nothing was kept; send the request again later");
        long seconds = Math.max(1, (busy.retryAfter().toMillis() + 999) / 1000);
        return new Answer(problem.code().httpStatus(), Problem.MEDIA_TYPE, problem.toJson(), Optional.of(seconds));
    }
}

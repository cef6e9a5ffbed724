package io.wardlog.edge.listen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wardlog.edge.accept.Outcome;
import io.wardlog.error.ErrorCode;

/** The answers of TCP and HTTP (docs/formats.md section 1). */
public final class OutcomeJson {

    private OutcomeJson() {}

    /** The answer to one message. */
    public static ObjectNode of(Outcome outcome) {
        return outcome.fold(
                accepted -> status("accepted")
                        .put("eventId", accepted.eventId())
                        .put("sequenceNumber", accepted.sequenceNumber()),
                rejected -> rejected(rejected.code(), rejected.detail()),
                busy -> status("busy").put("retryAfterMs", busy.retryAfter().toMillis()));
    }

    /** The answer to what was refused before it was a message. */
    public static ObjectNode rejected(ErrorCode code, String detail) {
        return status("rejected").put("code", code.code()).put("detail", detail);
    }

    /** The name under which metrics count an outcome. */
    public static String result(Outcome outcome) {
        return outcome.fold(
                accepted -> ListenMetrics.ACCEPTED,
                rejected -> rejected.code().code(),
                busy -> busy.code().code());
    }

    private static ObjectNode status(String status) {
        return JsonNodeFactory.instance.objectNode().put("status", status);
    }
}

package io.wardlog.collector.custody;

import io.wardlog.collector.topic.Alert;
import io.wardlog.error.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What turns up while one batch is judged. Used by one thread. */
final class Findings {
    private final BatchPlace batch;
    private final String at;
    private final List<Alert> alerts = new ArrayList<>();
    private final Map<String, ErrorCode> brokenChains = new LinkedHashMap<>();

    Findings(BatchPlace batch, String at) {
        this.batch = batch;
        this.at = at;
    }

    void alert(ErrorCode code, String detail) {
        alert(code, Optional.empty(), detail);
    }

    /** A chain's events in this batch do not follow what is recorded of the chain. */
    void brokenChain(String deviceId, ErrorCode code) {
        brokenChains.put(deviceId, code);
        alert(code, Optional.of(deviceId), "the chain's events in this batch do not follow those before");
    }

    /** A chain does not go on across two stretches that have met; their events are published already. */
    void brokenSeam(String deviceId, ErrorCode code) {
        alert(code, Optional.of(deviceId), "the chain does not go on across a gap that this batch closed");
    }

    List<Alert> alerts() {
        return alerts;
    }

    Map<String, ErrorCode> brokenChains() {
        return brokenChains;
    }

    String at() {
        return at;
    }

    private void alert(ErrorCode code, Optional<String> deviceId, String detail) {
        alerts.add(new Alert(
                code,
                batch.agent().tenantId(),
                batch.agent().agentId(),
                Optional.of(batch.agent().epoch()),
                deviceId,
                OptionalLong.of(batch.sequence()),
                detail,
                at));
    }
}

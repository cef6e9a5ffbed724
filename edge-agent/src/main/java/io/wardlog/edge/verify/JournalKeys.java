package io.wardlog.edge.verify;

import io.wardlog.edge.forward.AnswerCheck;
import io.wardlog.keys.TrustedKey;

/**
 * What signatures are checked with.
 *
 * @param agent the agent's signing key
 * @param answers checks receipts
 */
public record JournalKeys(TrustedKey agent, AnswerCheck answers) {}

package io.wardlog.edge.forward;

import io.wardlog.edge.journal.Retention;
import io.wardlog.edge.state.AgentIdentity;
import io.wardlog.keys.Signer;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * What the forwarder is set up with.
 *
 * @param agent whose batches these are
 * @param signer the agent's signing key
 * @param conditions how the agent is, asked at each sealing
 * @param start where it goes on
 * @param retention from where on the journal is kept; held while batches are sent again
 * @param custodyWait for how long a collector that is silent may still know custody's word, when none of the others does
 * @param random for jitter, from 0 to below 1
 */
public record ForwardSetup(
        AgentIdentity agent,
        Signer signer,
        AgentConditions conditions,
        ForwardStart start,
        Retention retention,
        Duration custodyWait,
        DoubleSupplier random) {}

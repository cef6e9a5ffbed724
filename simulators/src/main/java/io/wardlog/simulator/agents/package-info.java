/** Which agents there are to send to: those of a running demo, which describes itself in its {@code demo.json}, or others in the same form. */
package io.wardlog.simulator.agents;

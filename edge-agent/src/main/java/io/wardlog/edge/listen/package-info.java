/**
 * What the listeners share. A listener turns bytes into {@link io.wardlog.edge.accept.Arrival}s and
 * {@link io.wardlog.edge.accept.Outcome}s into answers, and knows nothing else: no chains, no journal, no schemas. Every
 * connection is confined to one event loop and reads a message when the {@link io.wardlog.edge.listen.MemoryBudget} has room for it; what is refused before it is a message goes to
 * {@link io.wardlog.edge.accept.Acceptor#refuse}.
 */
package io.wardlog.edge.listen;

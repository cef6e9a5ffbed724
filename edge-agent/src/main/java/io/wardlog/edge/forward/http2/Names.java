package io.wardlog.edge.forward.http2;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/**
 * Where hosts are, as this machine finds them for every program (its resolver, name servers and hosts file as they are now, which Vert.x would read once
 * and for ever). What was found stays until the host failed or all is looked up anew; of several addresses the next has its turn after a failure. A name
 * that is not known for a while leads where it led last: who answers there must prove who it is all the same. Not thread-safe: the uplink's event loop's.
 */
final class Names {

    /** The machine's own. */
    static final Lookup SYSTEM = InetAddress::getAllByName;

    private final Context context;
    private final Lookup lookup;
    private final Map<String, InetAddress> found = new HashMap<>();
    private final Map<String, InetAddress> last = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();

    /** Looks a host up; may take long. */
    @FunctionalInterface
    interface Lookup {
        /** At least one address. */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    Names(Context context, Lookup lookup) {
        this.context = context;
        this.lookup = lookup;
    }

    /** Where the host is; fails when nobody knows. */
    Future<InetAddress> address(String host) {
        InetAddress known = found.get(host);
        return known != null
                ? Future.succeededFuture(known)
                : lookUp(host, failures.getOrDefault(host, 0))
                        .recover(unknown -> lastOf(host, unknown))
                        .onSuccess(at -> take(host, at));
    }

    private Future<InetAddress> lastOf(String host, Throwable unknown) {
        return last.containsKey(host) ? Future.succeededFuture(last.get(host)) : Future.failedFuture(unknown);
    }

    private void take(String host, InetAddress at) {
        found.put(host, at);
        last.put(host, at);
    }

    /** The address without the name: with it, Vert.x would look that up once more, in its own way. */
    private Future<InetAddress> lookUp(String host, int turn) {
        return context.executeBlocking(() -> {
            InetAddress[] all = lookup.addresses(host);
            return InetAddress.getByAddress(all[turn % all.length].getAddress());
        });
    }

    /** The host was not reached where it was found, or did not answer there. */
    void failed(String host) {
        found.remove(host);
        failures.merge(host, 1, Integer::sum);
    }

    /** Looks all up again, and begins with the first address of each. */
    void anew() {
        found.clear();
        failures.clear();
    }
}

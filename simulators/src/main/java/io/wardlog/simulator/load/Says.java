package io.wardlog.simulator.load;

/** What devices say; named as on the command line. */
enum Says {
    /** What their model says in its course. */
    course,
    /** That they are alive, and nothing else. */
    heartbeat
}

package io.wardlog.simulator.load;

/** What is spoken; named as on the command line. */
enum Protocol {
    mqtt5,
    mqtt3,
    tcp
}

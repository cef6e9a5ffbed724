package io.wardlog.simulator.load;

/** How a device says who it is; named as on the command line. */
enum SignIn {
    password,
    certificate
}

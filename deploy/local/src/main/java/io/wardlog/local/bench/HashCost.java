package io.wardlog.local.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Random;

/** What one SHA-256 costs on this machine: the yardstick of everything that hashes. */
final class HashCost {
    private static final long NANOS = 400_000_000;

    private HashCost() {}

    /** Processor time of one SHA-256 over so many bytes, in µs, by this JDK when it is warm. */
    static double micros(int bytes) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] record = new byte[bytes];
        new Random(1).nextBytes(record);
        run(digest, record);
        return run(digest, record);
    }

    private static double run(MessageDigest digest, byte[] record) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long begin = threads.getCurrentThreadCpuTime();
        long spent = 0;
        long hashes = 0;
        while (spent < NANOS) {
            for (int i = 0; i < 1_000; i++) {
                record[0] = digest.digest(record)[0]; // each needs the one before
            }
            hashes += 1_000;
            spent = threads.getCurrentThreadCpuTime() - begin;
        }
        return spent / 1_000.0 / hashes;
    }
}

package io.wardlog.servers.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another main class and stops the process, in the orderly way of SIGTERM, when standard input ends. The first argument is the main class, the
 * others are its own. When the shutdown hooks take longer than {@value #GRACE_SECONDS} s the process is halted.
 */
public final class TetheredMain {
    static final int GRACE_SECONDS = 20;
    private static final int HALTED = 3;

    private TetheredMain() {}

    public static void main(String[] args) throws Throwable {
        tetherTo(System.in);
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static void tetherTo(InputStream input) {
        daemon("tether", () -> {
            awaitEnd(input);
            daemon("tether-grace", TetheredMain::haltAfterGrace);
            System.exit(0);
        });
    }

    private static void awaitEnd(InputStream input) {
        try {
            long read = 0;
            while (read >= 0) {
                read = input.read();
            }
        } catch (IOException e) {
            System.err.println("tether.broken " + e); // as good as its end: the parent is gone
        }
    }

    private static void haltAfterGrace() {
        try {
            Thread.sleep(GRACE_SECONDS * 1000L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.err.println("tether.halt the shutdown took longer than " + GRACE_SECONDS + " s");
        Runtime.getRuntime().halt(HALTED);
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}

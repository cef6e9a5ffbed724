package io.wardlog.edge.simulation;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A file or a directory of a {@link PowerCutDisk}, and what of it is on the disk for certain. */
sealed interface Inode {

    /** What is there now, all of it durable. */
    static Inode found(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Content file = new Content();
            file.durable = Files.readAllBytes(path);
            return file;
        }
        Directory directory = new Directory();
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
            for (Path entry : inside) {
                directory.live.put(entry.getFileName().toString(), found(entry));
            }
        }
        directory.sync();
        return directory;
    }

    /** A directory: its names now, its names on disk, and what was done to them since. */
    final class Directory implements Inode {

        final Map<String, Inode> live = new TreeMap<>();
        private Map<String, Inode> durable = new TreeMap<>();
        private final List<Change> unsynced = new ArrayList<>();

        /** Something has a name from now on, another one or none. */
        private record Change(Inode what, String name) {

            void applyTo(Map<String, Inode> names) {
                names.values().remove(what);
                if (!name.isEmpty()) {
                    names.put(name, what);
                }
            }
        }

        void name(Inode what, String name) {
            change(new Change(what, name));
        }

        void remove(String name) {
            change(new Change(live.get(name), ""));
        }

        private void change(Change change) {
            change.applyTo(live);
            unsynced.add(change);
        }

        void sync() {
            durable = new TreeMap<>(live);
            unsynced.clear();
        }

        /** Its names after a cut: of what was not synced the first changes, or any. */
        Map<String, Inode> afterCut(Dice dice) {
            Map<String, Inode> names = new TreeMap<>(durable);
            if (dice.chance(0.5)) {
                unsynced.subList(0, dice.below(unsynced.size() + 1)).forEach(change -> change.applyTo(names));
            } else {
                unsynced.stream().filter(change -> dice.chance(0.5)).forEach(change -> change.applyTo(names));
            }
            return names;
        }
    }

    /** A file. */
    final class Content implements Inode {

        private static final int PAGE = 4096;
        private static final int SECTOR = 512;

        private byte[] durable = new byte[0];
        private byte[] removed;
        /** Pages that a failed sync left clean, as they were then: they are not written again unless they change. */
        private final Map<Integer, byte[]> taken = new HashMap<>();

        /** Where what was synced ends; all zeros from there on. */
        int syncedTo() {
            return end(durable);
        }

        static int end(byte[] bytes) {
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] == 0) {
                end--;
            }
            return end;
        }

        /** Its name is taken away; its bytes are kept for the case that this is undone. */
        void removed(byte[] now) {
            removed = now;
        }

        void sync(byte[] now) {
            byte[] next = now.clone();
            taken.forEach((page, then) -> {
                if (Arrays.equals(page(now, page), then)) {
                    copyPage(durable, next, page, PAGE);
                }
            });
            durable = next;
        }

        void syncFailed(byte[] now) {
            for (int page = 0; page * PAGE < now.length; page++) {
                if (!Arrays.equals(page(now, page), page(durable, page))) {
                    taken.put(page, page(now, page));
                }
            }
        }

        void written(long from, long to) {
            taken.keySet().removeIf(page -> page >= from / PAGE && page <= (to - 1) / PAGE);
        }

        /** Of each page and of the length what was synced, what is there now, or a mixture. */
        byte[] afterCut(byte[] live, Dice dice) {
            byte[] now = live == null ? removed : live;
            byte[] torn = Arrays.copyOf(durable, dice.pick(List.of(durable.length, now.length, length(now, dice))));
            double kept = dice.pick(List.of(0.0, 0.5, 0.9, 1.0));
            for (int page = 0; page * PAGE < torn.length; page++) {
                boolean changed = !Arrays.equals(page(now, page), page(durable, page));
                if (changed && !taken.containsKey(page) && dice.chance(kept)) {
                    copyPage(now, torn, page, dice.chance(0.8) ? PAGE : SECTOR * dice.below(PAGE / SECTOR));
                }
            }
            return torn;
        }

        private int length(byte[] now, Dice dice) {
            int shorter = Math.min(durable.length, now.length);
            return shorter + dice.below(Math.max(durable.length, now.length) - shorter + 1);
        }

        private static byte[] page(byte[] bytes, int page) {
            int from = Math.min(bytes.length, page * PAGE);
            return Arrays.copyOf(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PAGE)), PAGE);
        }

        private static void copyPage(byte[] from, byte[] to, int page, int atMost) {
            int at = page * PAGE;
            byte[] bytes = page(from, page);
            if (at < to.length) {
                System.arraycopy(bytes, 0, to, at, Math.min(atMost, to.length - at));
            }
        }
    }
}

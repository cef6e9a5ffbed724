package io.wardlog.edge.listen.mqtt;

/**
 * A set of packet identifiers (0 to 65,535) that is small while it holds few, also when those are large: clients count up to the end and begin anew. It
 * holds pages of 1,024 identifiers, only those that are not empty: about 400 bytes for what a client usually has under way, 9 KB at most. Not thread-safe.
 */
final class IdentifierSet {
    private static final int PAGE_BITS = 10;
    private static final int PAGES = 0x10000 >> PAGE_BITS;
    private static final int WORDS = (1 << PAGE_BITS) / Long.SIZE;

    private final long[][] pages = new long[PAGES][];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    boolean contains(int identifier) {
        long[] page = pages[identifier >> PAGE_BITS];
        return page != null && (page[word(identifier)] & bit(identifier)) != 0;
    }

    /** Adds it; false when it was there. */
    boolean add(int identifier) {
        if (contains(identifier)) {
            return false;
        }
        int page = identifier >> PAGE_BITS;
        if (pages[page] == null) {
            pages[page] = new long[WORDS];
        }
        pages[page][word(identifier)] |= bit(identifier);
        size++;
        return true;
    }

    /** Removes it; false when it was not there. */
    boolean remove(int identifier) {
        if (!contains(identifier)) {
            return false;
        }
        int page = identifier >> PAGE_BITS;
        pages[page][word(identifier)] &= ~bit(identifier);
        size--;
        if (isEmpty(pages[page])) {
            pages[page] = null;
        }
        return true;
    }

    private static boolean isEmpty(long[] page) {
        for (long word : page) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /** The next one behind {@code identifier}, or the first when there is none behind it; −1 when the set is empty. */
    int nextInTurn(int identifier) {
        int behind = from(identifier + 1);
        return behind < 0 ? from(0) : behind;
    }

    private int from(int start) {
        int next = start;
        while (next < 0x10000) {
            long[] page = pages[next >> PAGE_BITS];
            long left = page == null ? 0 : page[word(next)] >>> next;
            if (left != 0) {
                return next + Long.numberOfTrailingZeros(left);
            }
            next = page == null ? (next >> PAGE_BITS) + 1 << PAGE_BITS : (next / Long.SIZE + 1) * Long.SIZE;
        }
        return -1;
    }

    private static int word(int identifier) {
        return identifier / Long.SIZE % WORDS;
    }

    private static long bit(int identifier) {
        return 1L << identifier;
    }
}

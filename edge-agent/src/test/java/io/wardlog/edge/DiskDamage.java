package io.wardlog.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/** What can become of one file while nobody has it open. */
enum DiskDamage {
    FLIPPED_BIT {
        @Override
        Optional<byte[]> left(File file, Random random) {
            byte[] other = file.bytes.clone();
            other[random.nextInt(file.content)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            return Optional.of(other);
        }
    },
    SHORTENED {
        @Override
        Optional<byte[]> left(File file, Random random) {
            return Optional.of(Arrays.copyOf(file.bytes, random.nextInt(file.content)));
        }
    },
    ZEROED_PAGE {
        @Override
        Optional<byte[]> left(File file, Random random) {
            int from = random.nextInt(file.pages()) * PAGE;
            byte[] other = file.bytes.clone();
            Arrays.fill(other, from, Math.min(other.length, from + PAGE), (byte) 0);
            return Optional.of(other);
        }
    },
    SWAPPED_PAGES {
        @Override
        Optional<byte[]> left(File file, Random random) {
            byte[] other = file.bytes.clone();
            int whole = other.length / PAGE;
            if (whole > 1) {
                int one = random.nextInt(file.pages()) % whole * PAGE;
                int two = random.nextInt(file.pages() + 1) % whole * PAGE;
                System.arraycopy(file.bytes, one, other, two, PAGE);
                System.arraycopy(file.bytes, two, other, one, PAGE);
            }
            return Optional.of(other);
        }
    },
    OLDER {
        @Override
        Optional<byte[]> left(File file, Random random) {
            return Optional.of(file.older.orElse(file.bytes));
        }
    },
    REMOVED {
        @Override
        Optional<byte[]> left(File file, Random random) {
            return Optional.empty();
        }
    };

    private static final int PAGE = 4096;

    /**
     * A file as it was.
     *
     * @param content how much of it is not zeros to its end; at least 1
     * @param older what it held earlier, if it was there
     */
    @SuppressWarnings("ArrayRecordComponent") // read here only
    private record File(byte[] bytes, int content, Optional<byte[]> older) {
        int pages() {
            return (content + PAGE - 1) / PAGE;
        }
    }

    /** What is left of it; empty for nothing at all. */
    abstract Optional<byte[]> left(File file, Random random);

    /**
     * Damages a file.
     *
     * @param older where an earlier copy of it is, if there is one
     * @return whether that changed anything
     */
    boolean happensTo(Path path, Path older, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int content = bytes.length;
        while (content > 1 && bytes[content - 1] == 0) {
            content--;
        }
        if (content == 0) {
            return false;
        }
        Optional<byte[]> earlier = Files.exists(older) ? Optional.of(Files.readAllBytes(older)) : Optional.empty();
        Optional<byte[]> left = left(new File(bytes, content, earlier), random);
        if (left.isEmpty()) {
            Files.delete(path);
        } else {
            Files.write(path, left.get());
        }
        return left.filter(after -> Arrays.equals(bytes, after)).isEmpty();
    }
}

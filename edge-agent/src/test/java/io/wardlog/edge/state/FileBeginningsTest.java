package io.wardlog.edge.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.edge.entry.FilePosition;
import io.wardlog.hash.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FileBeginningsTest {

    private final FileBeginnings beginnings = new FileBeginnings();
    private final Map<String, FilePosition> positions = new HashMap<>();

    private void move(String key, Optional<FilePosition> now) {
        Optional<FilePosition> before = Optional.ofNullable(positions.remove(key));
        now.ifPresent(at -> positions.put(key, at));
        beginnings.moved(key, before, now);
    }

    private static FilePosition position(String content, long offset) {
        return new FilePosition("a.log", offset, 1, Sha256.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    private Set<String> alike(FilePosition position) {
        Set<String> keys = new HashSet<>();
        positions.forEach((key, at) -> {
            if (at.offset() > 0 && at.beginsAs(position)) {
                keys.add(key);
            }
        });
        return keys;
    }

    @Test
    void whateverMovesWhatBeginsAlikeIsFoundAndNothingElse() {
        Random random = new Random(20261128);
        for (int i = 0; i < 2_000; i++) {
            FilePosition next = position(
                    "content " + random.nextInt(5), new long[] {0, 1, 100, 255, 256, 257, 9_000}[random.nextInt(7)]);
            move("key " + random.nextInt(20), random.nextInt(5) == 0 ? Optional.empty() : Optional.of(next));
            if (next.offset() > 0) {
                assertThat(beginnings.keys(next.span(), next.firstHalf())).isEqualTo(alike(next));
            }
            assertThat(beginnings.longer(100)).isEqualTo((int)
                    positions.values().stream().filter(at -> at.span() > 100).count());
        }
        Set.copyOf(positions.keySet()).forEach(key -> move(key, Optional.empty()));
        assertThat(beginnings.spans(FilePosition.SPAN)).isEmpty();
        assertThat(beginnings.longer(0)).isZero();
    }
}

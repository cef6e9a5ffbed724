package io.wardlog.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BatchBodyTest {

    private static final BatchFrameWriter.Head HEAD = new BatchFrameWriter.Head(new byte[] {1}, new byte[] {2});

    private final List<byte[]> model = new ArrayList<>();
    private final BatchBody body = new BatchBody();
    private final BatchFrameWriter writer = new BatchFrameWriter();

    /** Whatever comes and goes, the frame of the first so many events holds them; one body and one writer for all of it. */
    @Property(tries = 60)
    void holdsWhatCameAndDidNotGo(
            @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 40_000) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 9) int keep) {
        for (int length : lengths) {
            byte[] event = bytes(length);
            byte[] sealed = bytes(length % 7);
            if (length % 2 == 0) {
                body.add(event, sealed);
            } else {
                body.add(joined(event, sealed), 0, length, length + 3, sealed.length);
            }
            model.add(event);
            model.add(sealed);
            if (body.count() > keep) {
                assertHolds(body.count() - 1);
                body.removeFirst(body.count() - keep / 2);
                model.subList(0, model.size() - 2 * (keep / 2)).clear();
            }
            assertThat(body.count()).isEqualTo(model.size() / 2);
            assertThat(body.length())
                    .isEqualTo(model.stream().mapToInt(each -> 4 + each.length).sum());
        }
        assertHolds(body.count());
    }

    private void assertHolds(int events) {
        for (Compression compression : Compression.values()) {
            byte[] frame = writer.write(HEAD, body, events, compression);
            BatchFrame read = ((BatchFrame.Reading.Value) BatchFrame.decode(frame)).frame();
            assertThat(read.items()).hasSize(events);
            for (int i = 0; i < events; i++) {
                assertThat(read.items().get(i).event()).isEqualTo(model.get(2 * i));
                assertThat(read.items().get(i).sealed()).isEqualTo(model.get(2 * i + 1));
            }
            assertThat(read.encode(compression)).as("by a writer of its own").isEqualTo(frame);
        }
    }

    /** Not the same twice. */
    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) model.size());
        return bytes;
    }

    private static byte[] joined(byte[] event, byte[] sealed) {
        byte[] both = Arrays.copyOf(event, event.length + 3 + sealed.length);
        System.arraycopy(sealed, 0, both, event.length + 3, sealed.length);
        return both;
    }
}

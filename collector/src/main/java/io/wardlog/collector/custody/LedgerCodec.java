package io.wardlog.collector.custody;

import io.wardlog.hash.Hash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ledger's values in bytes: a version byte, then the fields in the order of the records. The ledger is custody's own: what it
 * cannot read was damaged beneath it, which is a fault and not a finding.
 */
final class LedgerCodec {
    private static final int VERSION = 1;

    private LedgerCodec() {}

    static byte[] write(AgentState state) {
        return written(out -> {
            out.writeUTF(state.epoch());
            out.writeLong(state.lastBatchMillis());
            out.writeBoolean(state.silent());
        });
    }

    static AgentState agent(byte[] bytes) {
        return read(bytes, in -> new AgentState(in.readUTF(), in.readLong(), in.readBoolean()));
    }

    static byte[] write(EpochState state) {
        return written(out -> {
            out.writeUTF(state.hospitalId());
            out.writeInt(state.nextStretchId());
            out.writeBoolean(state.forked());
            out.writeBoolean(state.stale());
            out.writeLong(state.rememberedFrom());
            out.writeInt(state.stretches().size());
            for (Stretch stretch : state.stretches()) {
                write(out, stretch);
            }
        });
    }

    static EpochState epoch(byte[] bytes) {
        return read(bytes, in -> {
            EpochState empty = EpochState.begin(in.readUTF());
            int nextStretchId = in.readInt();
            boolean forked = in.readBoolean();
            boolean stale = in.readBoolean();
            long rememberedFrom = in.readLong();
            List<Stretch> stretches = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                stretches.add(stretch(in));
            }
            return new EpochState(empty.hospitalId(), stretches, nextStretchId, forked, stale, rememberedFrom);
        });
    }

    static byte[] write(BatchMemory memory) {
        return written(out -> {
            out.writeLong(memory.atMillis());
            out.writeBoolean(memory.accepted().isPresent());
            if (memory.accepted().isPresent()) {
                out.write(memory.accepted().get().bytes());
            }
            out.writeByte(memory.forks().size());
            for (Hash fork : memory.forks()) {
                out.write(fork.bytes());
            }
        });
    }

    static BatchMemory batch(byte[] bytes) {
        return read(bytes, in -> {
            long atMillis = in.readLong();
            Optional<Hash> accepted = in.readBoolean() ? Optional.of(hash(in)) : Optional.empty();
            List<Hash> forks = new ArrayList<>();
            for (int left = in.readByte(); left > 0; left--) {
                forks.add(hash(in));
            }
            return new BatchMemory(accepted, List.copyOf(forks), atMillis);
        });
    }

    static byte[] write(ChainRun run) {
        return written(out -> {
            out.writeLong(run.firstNumber());
            out.write(run.firstPrevHash().bytes());
            out.writeLong(run.lastNumber());
            out.write(run.lastHash().bytes());
        });
    }

    static ChainRun chain(byte[] bytes) {
        return read(bytes, in -> new ChainRun(in.readLong(), hash(in), in.readLong(), hash(in)));
    }

    private static void write(DataOutputStream out, Stretch stretch) throws IOException {
        out.writeInt(stretch.id());
        out.writeLong(stretch.first());
        out.write(stretch.firstPrevHash().bytes());
        out.writeLong(stretch.firstIndex());
        out.writeLong(stretch.last());
        out.write(stretch.lastHash().bytes());
        out.writeLong(stretch.nextIndex());
    }

    private static Stretch stretch(DataInputStream in) throws IOException {
        return new Stretch(
                in.readInt(), in.readLong(), hash(in), in.readLong(), in.readLong(), hash(in), in.readLong());
    }

    private static Hash hash(DataInputStream in) throws IOException {
        byte[] bytes = new byte[Hash.LENGTH];
        in.readFully(bytes);
        return Hash.of(bytes);
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            writing.to(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory cannot fail", impossible);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("the ledger holds a value of version " + version);
            }
            return reading.from(in);
        } catch (IOException damaged) {
            throw new UncheckedIOException("the ledger holds a damaged value", damaged);
        }
    }
}

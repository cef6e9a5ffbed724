package io.wardlog.edge;

import io.wardlog.batch.BatchLink;
import io.wardlog.batch.Receipt;
import io.wardlog.batch.SignedAnswer;
import io.wardlog.keys.PemKeys;
import io.wardlog.keys.PrivateKeySigner;
import io.wardlog.keys.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Receipts that an agent must not believe, made of one that it may. */
final class BentReceipts {

    private final Signer collector;
    private final Signer stranger;
    private byte[] earlier = {};

    /** @param pki holds the key that the agent believes */
    BentReceipts(Path pki) {
        try {
            collector =
                    PemKeys.readSigner(pki.resolve("collector/receipt.key"), pki.resolve("collector/receipt.pub.pem"));
            stranger =
                    new PrivateKeySigner(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** What is said instead. */
    synchronized byte[] bend(CollectorFront.Mode mode, byte[] receipt) {
        byte[] before = earlier;
        earlier = receipt;
        Receipt is = read(receipt);
        return switch (mode) {
            case FOREIGN_RECEIPT -> sign("gateway-2", is.batch(), is, collector);
            case OTHER_RECEIPT -> sign(is.agentId(), next(is.batch()), is, collector);
            case FORGED_RECEIPT -> sign(is.agentId(), is.batch(), is, stranger);
            case GARBAGE -> Arrays.copyOf(receipt, receipt.length / 2);
            case EARLIER_RECEIPT -> before;
            default -> receipt;
        };
    }

    private static Receipt read(byte[] bytes) {
        SignedAnswer.Reading.Value answer =
                (SignedAnswer.Reading.Value) SignedAnswer.decode(SignedAnswer.Kind.RECEIPT, bytes);
        return ((Receipt.Reading.Value) Receipt.read(answer.answer().body())).receipt();
    }

    private static BatchLink next(BatchLink batch) {
        return new BatchLink(batch.epoch(), batch.batchSequence() + 1, batch.batchHash());
    }

    private static byte[] sign(String agentId, BatchLink batch, Receipt is, Signer by) {
        Receipt.Issuer issuer =
                new Receipt.Issuer(by.algorithm().alg(), by.keyId(), is.issuer().collectorId());
        Receipt bent =
                new Receipt(issuer, is.tenantId(), agentId, batch, is.receivedAt(), is.quarantined(), is.confirmed());
        return SignedAnswer.sign(bent, by).encode();
    }
}

package io.wardlog.merkle;

import static org.assertj.core.api.Assertions.assertThat;

import io.wardlog.hash.Hash;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The known answers for RFC 6962 trees that Certificate Transparency implementations share. */
class MerkleTreeTest {

    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void rootsOfTheSharedVectors() {
        for (int size = 0; size <= LEAVES.size(); size++) {
            assertThat(MerkleTree.root(leaves(size)).hex()).isEqualTo(ROOTS.get(size));
        }
    }

    @Test
    void inclusionPathOfTheSharedVectors() {
        List<String> path =
                MerkleTree.inclusionPath(leaves(8), 0).stream().map(Hash::hex).toList();
        assertThat(path)
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
    }

    @Property(tries = 300)
    void everyLeafIsProvenAndNoOther(
            @ForAll @IntRange(min = 1, max = 70) int size, @ForAll @IntRange(max = 69) int at) {
        int index = at % size;
        List<byte[]> leaves = numbered(size);
        Hash root = MerkleTree.root(leaves);
        List<Hash> path = MerkleTree.inclusionPath(leaves, index);
        assertThat(MerkleTree.rootFrom(leaves.get(index), index, size, path)).contains(root);
        assertThat(MerkleTree.rootFrom(new byte[] {9, 9}, index, size, path)).isNotEqualTo(Optional.of(root));
        if (size > 1) {
            assertThat(MerkleTree.rootFrom(leaves.get(index), (index + 1) % size, size, path))
                    .isNotEqualTo(Optional.of(root));
            assertThat(MerkleTree.rootFrom(leaves.get(index), index, size, path.subList(1, path.size())))
                    .isNotEqualTo(Optional.of(root));
        }
    }

    private static List<byte[]> leaves(int size) {
        return LEAVES.subList(0, size).stream().map(HexFormat.of()::parseHex).toList();
    }

    private static List<byte[]> numbered(int size) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            leaves.add(new byte[] {(byte) i});
        }
        return leaves;
    }
}

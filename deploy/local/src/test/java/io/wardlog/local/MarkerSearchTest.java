package io.wardlog.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkerSearchTest {
    private static final String MARKER = "Qz7Zorgblatt Müller";
    private final MarkerSearch search = new MarkerSearch(List.of(MARKER));

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "xy", "xyz", "{\"name\":\""})
    void findsItBehindAnything(String before) {
        String text = before + MARKER + "\" and more";
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        assertThat(search.in(text)).containsExactly(MARKER + " (plain)");
        assertThat(search.in(text.toLowerCase())).isNotEmpty();
        assertThat(search.in(text.getBytes(StandardCharsets.UTF_16LE))).contains(MARKER + " (UTF-16LE)");
        assertThat(search.in(text.getBytes(StandardCharsets.UTF_16BE))).contains(MARKER + " (UTF-16BE)");
        assertThat(search.in(Base64.getEncoder().encode(utf8))).containsExactly(MARKER + " (base64)");
        assertThat(search.in(Base64.getUrlEncoder().encode(utf8))).containsExactly(MARKER + " (base64)");
        assertThat(search.in(Base64.getEncoder().encode(Base64.getEncoder().encode(utf8))))
                .containsExactly(MARKER + " (base64 twice)");
        assertThat(search.in(HexFormat.of().formatHex(utf8))).containsExactly(MARKER + " (hex)");
        assertThat(search.in(HexFormat.of().withUpperCase().formatHex(utf8))).containsExactly(MARKER + " (hex)");
        assertThat(search.in(HexFormat.of().withPrefix("%").formatHex(utf8))).containsExactly(MARKER + " (URL)");
    }

    @Test
    void findsAPlainWordInAUrl() {
        assertThat(new MarkerSearch(List.of("Qz7Zorgblatt"))
                        .in(URLEncoder.encode("a Qz7Zorgblatt?", StandardCharsets.UTF_8)))
                .hasSize(1);
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(search.in("Qz7Zorgblat Müller, Qz7Zorgblatt Mülle")).isEmpty();
    }
}

package io.wardlog.local;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Looks for texts in bytes of any kind, in every form in which a program may have written them down: as they are, in lower or upper case, in UTF-16, in
 * base64 at any place of a longer text, in hexadecimal, escaped for a URL or for JSON. Immutable.
 */
final class MarkerSearch {
    private final List<Form> forms = new ArrayList<>();
    private final boolean[] begins = new boolean[1 << 16];

    private record Form(String marker, String what, byte[] bytes) {}

    MarkerSearch(Collection<String> markers) {
        markers.forEach(this::add);
        forms.forEach(form -> begins[pair(form.bytes, 0)] = true);
    }

    private void add(String marker) {
        for (String text :
                new TreeSet<>(List.of(marker, marker.toLowerCase(Locale.ROOT), marker.toUpperCase(Locale.ROOT)))) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            form(marker, "plain", utf8);
            form(marker, "UTF-16BE", text.getBytes(StandardCharsets.UTF_16BE));
            form(marker, "UTF-16LE", text.getBytes(StandardCharsets.UTF_16LE));
            for (int offset = 0; offset < 3; offset++) {
                byte[] base64 = base64(utf8, offset);
                form(marker, "base64", base64);
                form(
                        marker,
                        "base64",
                        new String(base64, StandardCharsets.US_ASCII)
                                .replace('+', '-')
                                .replace('/', '_'));
                for (int again = 0; again < 3; again++) {
                    form(marker, "base64 twice", base64(base64, again));
                }
            }
            for (HexFormat hex : List.of(HexFormat.of(), HexFormat.of().withUpperCase())) {
                form(marker, "hex", hex.formatHex(utf8));
                form(marker, "URL", hex.withPrefix("%").formatHex(utf8));
                form(
                        marker,
                        "JSON",
                        text.chars()
                                .mapToObj(c -> "\\u" + hex.toHexDigits((char) c))
                                .collect(Collectors.joining()));
            }
        }
    }

    /** What base64 makes of the text at this place of a longer one, without the characters that depend on its neighbours. */
    private static byte[] base64(byte[] text, int offset) {
        byte[] padded = new byte[offset + text.length];
        System.arraycopy(text, 0, padded, offset, text.length);
        byte[] encoded = Base64.getEncoder().withoutPadding().encode(padded);
        return Arrays.copyOfRange(encoded, (offset * 8 + 5) / 6, padded.length * 8 / 6);
    }

    private void form(String marker, String what, String ascii) {
        form(marker, what, ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private void form(String marker, String what, byte[] bytes) {
        forms.add(new Form(marker, what, bytes));
    }

    /** Which of them the bytes hold, and in which forms. */
    Set<String> in(byte[] bytes) {
        Set<String> found = new TreeSet<>();
        for (int i = 0; i + 1 < bytes.length; i++) {
            if (begins[pair(bytes, i)]) {
                at(bytes, i, found);
            }
        }
        return found;
    }

    Set<String> in(String text) {
        return in(text.getBytes(StandardCharsets.UTF_8));
    }

    private void at(byte[] bytes, int place, Set<String> found) {
        for (Form form : forms) {
            int end = place + form.bytes.length;
            if (end <= bytes.length && Arrays.equals(bytes, place, end, form.bytes, 0, form.bytes.length)) {
                found.add(form.marker + " (" + form.what + ")");
            }
        }
    }

    private static int pair(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}

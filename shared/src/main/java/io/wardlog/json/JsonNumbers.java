package io.wardlog.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * The number rule of docs/formats.md section 0. The test is on the value, however it is written: {@code 1e3} is the
 * integer 1000, {@code 9007199254740993.0} is refused.
 */
final class JsonNumbers {

    /** 2^53 − 1, the largest integer that every JSON reader keeps exactly. */
    static final long MAX_SAFE_INTEGER = 9_007_199_254_740_991L;

    private static final int MAX_SIGNIFICANT_DIGITS = 17;

    /** Decimal exponents beyond this cannot be a finite, non-zero double; BigDecimal must not expand them. */
    private static final int MAX_MAGNITUDE = 400;

    private JsonNumbers() {}

    /** Fewer digits than {@link #MAX_SAFE_INTEGER} has: no check is needed. */
    private static final int SAFE_DIGITS = 15;

    /** The number as an integer or a double node, or nothing when it cannot be kept exactly enough. */
    static Optional<NumericNode> read(String literal) {
        if (literal.length() <= SAFE_DIGITS && isDigits(literal)) {
            return Optional.of(JsonNodeFactory.instance.numberNode(Long.parseLong(literal)));
        }
        BigDecimal value;
        try {
            value = new BigDecimal(literal);
        } catch (NumberFormatException e) {
            return Optional.empty(); // the exponent itself overflows an int
        }
        if (value.signum() == 0) {
            boolean negative = literal.charAt(0) == '-';
            return negative ? Optional.empty() : Optional.of(JsonNodeFactory.instance.numberNode(0L));
        }
        long magnitude = (long) value.precision() - value.scale();
        if (Math.abs(magnitude) > MAX_MAGNITUDE) {
            return Optional.empty();
        }
        BigDecimal stripped = value.stripTrailingZeros();
        if (stripped.precision() > MAX_SIGNIFICANT_DIGITS) {
            return Optional.empty();
        }
        return stripped.scale() <= 0 ? integer(stripped) : fraction(value.doubleValue());
    }

    private static boolean isDigits(String literal) {
        for (int i = 0; i < literal.length(); i++) {
            if (literal.charAt(i) < '0' || literal.charAt(i) > '9') {
                return false;
            }
        }
        return !literal.isEmpty();
    }

    private static Optional<NumericNode> integer(BigDecimal value) {
        if (value.abs().compareTo(BigDecimal.valueOf(MAX_SAFE_INTEGER)) > 0) {
            return Optional.empty();
        }
        return Optional.of(JsonNodeFactory.instance.numberNode(value.longValueExact()));
    }

    private static Optional<NumericNode> fraction(double value) {
        if (value == 0 || Double.isInfinite(value)) {
            return Optional.empty();
        }
        if (value == Math.rint(value)) {
            // 17 digits can round to an integral double: then the integer's rule holds for what will be written.
            return Math.abs(value) <= MAX_SAFE_INTEGER
                    ? Optional.of(JsonNodeFactory.instance.numberNode((long) value))
                    : Optional.empty();
        }
        return Optional.of(JsonNodeFactory.instance.numberNode(value));
    }
}

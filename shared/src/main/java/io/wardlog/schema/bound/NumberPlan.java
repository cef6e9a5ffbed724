package io.wardlog.schema.bound;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A number of at most 15 digits or an integer up to 2^53−1, without an exponent. Two decimals of at most 15 digits are never the same
 * double, so ECMAScript, which writes the shortest text of a double, writes what stands here, but for zeros at the end of a fraction.
 */
final class NumberPlan extends ScalarPlan {
    private static final int MAX_DIGITS = 15;
    private static final int MAX_INTEGER_DIGITS = 16;

    /** With all zeros at its end; far below what the tree's reader takes. */
    private static final int MAX_LENGTH = 32;

    private static final long MAX_SAFE_INTEGER = 9_007_199_254_740_991L;

    /** ECMAScript writes numbers below 10^-6 with an exponent. */
    private static final int SMALLEST_EXPONENT = 6;

    private final boolean integer;

    /** The smallest and the largest accepted value, by how many decimals it has: as what the digits alone would be. */
    private final long[] least = new long[MAX_DIGITS + 1];

    private final long[] most = new long[MAX_DIGITS + 1];

    NumberPlan(boolean integer, Limits limits) {
        this.integer = integer;
        for (int scale = 0; scale <= MAX_DIGITS; scale++) {
            least[scale] = limits.least(scale);
            most[scale] = limits.most(scale);
        }
    }

    /** The keywords of the same names; null when absent. */
    record Limits(BigDecimal minimum, BigDecimal exclusiveMinimum, BigDecimal maximum, BigDecimal exclusiveMaximum) {

        long least(int scale) {
            long inclusive = minimum == null ? Long.MIN_VALUE : scaled(minimum, scale, RoundingMode.CEILING);
            long exclusive =
                    exclusiveMinimum == null ? Long.MIN_VALUE : scaled(exclusiveMinimum, scale, RoundingMode.FLOOR) + 1;
            return Math.max(inclusive, exclusive);
        }

        long most(int scale) {
            long inclusive = maximum == null ? Long.MAX_VALUE : scaled(maximum, scale, RoundingMode.FLOOR);
            long exclusive = exclusiveMaximum == null
                    ? Long.MAX_VALUE
                    : scaled(exclusiveMaximum, scale, RoundingMode.CEILING) - 1;
            return Math.min(inclusive, exclusive);
        }

        /** No value that is read comes near the ends of this. */
        private static long scaled(BigDecimal limit, int scale, RoundingMode rounding) {
            BigInteger bound = BigInteger.valueOf(Long.MAX_VALUE / 2);
            return limit.movePointRight(scale)
                    .setScale(0, rounding)
                    .toBigInteger()
                    .min(bound)
                    .max(bound.negate())
                    .longValueExact();
        }
    }

    @Override
    int end(Scan scan, int at) {
        boolean negative = scan.peek(at) == '-';
        int first = negative ? at + 1 : at;
        int point = digitsEnd(scan, first);
        int whole = point - first;
        if (whole == 0 || whole > MAX_INTEGER_DIGITS || whole > 1 && scan.peek(first) == '0') {
            return Scan.UNKNOWN;
        }
        long value = value(scan, first, point, 0);
        if (scan.peek(point) != '.') {
            return isAccepted(negative, value, 0) ? point : Scan.UNKNOWN;
        }
        int end = digitsEnd(scan, point + 1);
        int last = withoutZeros(scan, end);
        int scale = last - point - 1;
        if (end == point + 1 || end - at > MAX_LENGTH || scale > 0 && (integer || whole + scale > MAX_DIGITS)) {
            return Scan.UNKNOWN;
        }
        long digits = value(scan, point + 1, last, value);
        return !isTiny(digits, scale) && isAccepted(negative, digits, scale) ? end : Scan.UNKNOWN;
    }

    @Override
    int canonicalEnd(Scan scan, int at, int end) {
        if (scan.json[end - 1] != '0') {
            return end;
        }
        for (int i = at; i < end; i++) {
            if (scan.json[i] == '.') {
                int last = withoutZeros(scan, end);
                return last == i + 1 ? i : last;
            }
        }
        return end;
    }

    /** Where the fraction that ends here would end without zeros at its end. */
    private static int withoutZeros(Scan scan, int end) {
        int last = end;
        while (scan.json[last - 1] == '0') {
            last--;
        }
        return last;
    }

    private static boolean isTiny(long digits, int scale) {
        if (scale <= SMALLEST_EXPONENT) {
            return false;
        }
        long smallest = 1;
        for (int i = scale; i > SMALLEST_EXPONENT; i--) {
            smallest *= 10;
        }
        return digits < smallest;
    }

    private boolean isAccepted(boolean negative, long digits, int scale) {
        long value = negative ? -digits : digits;
        boolean exact = digits <= MAX_SAFE_INTEGER && !(negative && digits == 0);
        return exact && value >= least[scale] && value <= most[scale];
    }

    private static int digitsEnd(Scan scan, int at) {
        int i = at;
        while (isDigit(scan.peek(i))) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static long value(Scan scan, int from, int to, long before) {
        long value = before;
        for (int i = from; i < to; i++) {
            value = value * 10 + scan.json[i] - '0';
        }
        return value;
    }
}

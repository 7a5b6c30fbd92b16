"""Row expressions in NumPy: the same bits as in the ONNX file and in the application.

Missing is NaN in numbers and the empty text in texts (arrays of dtype object). A truth is a
pair of masks, true and false; what is in neither is unknown. Call these functions under
``np.errstate(all="ignore")``: division by zero and the like give missing, not an error.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Numbers: TypeAlias = npt.NDArray[np.float64]
Number: TypeAlias = Numbers | np.float64 | float
Texts: TypeAlias = npt.NDArray[np.object_]
Mask: TypeAlias = npt.NDArray[np.bool_]
Truth: TypeAlias = tuple[Mask, Mask]
Codes: TypeAlias = npt.NDArray[np.int64]


# Columns and literals


def column(value: Number, rows: int) -> Numbers:
    """A result as an array of its own, also where it is one number for all rows."""
    return np.array(np.broadcast_to(np.asarray(value, dtype=np.float64), (rows,)))


def text_column(value: Texts, rows: int) -> Texts:
    """A result of texts as an array of its own."""
    return np.array(np.broadcast_to(value, (rows,)))


def text(value: str) -> Texts:
    """A text literal."""
    return np.array(value, dtype=object)


def truth(value: Number) -> Truth:
    """0 is false, NaN unknown, every other number true."""
    numbers = np.asarray(value, dtype=np.float64)
    return (numbers < 0) | (numbers > 0), numbers == 0


def to_number(value: Truth) -> Numbers:
    """True 1, false 0, unknown missing."""
    return np.where(value[0], 1.0, np.where(value[1], 0.0, np.nan))


# Arithmetic


def divide(x: Number, y: Number) -> Numbers:
    """Division; missing where the divisor is 0."""
    return np.where(np.equal(y, 0.0), np.nan, np.divide(x, y))


def remainder(x: Number, y: Number) -> Numbers:
    """The remainder with the sign of the dividend."""
    return np.asarray(np.fmod(x, y))


def modulo(x: Number, y: Number) -> Numbers:
    """The remainder with the sign of the divisor."""
    r = np.fmod(x, y)
    y = np.asarray(y, dtype=np.float64)
    other_sign = ((r < 0) & (y > 0)) | ((r > 0) & (y < 0))
    return np.where(other_sign, r + y, r)


def minimum(x: Number, y: Number) -> Numbers:
    """The smaller; missing if either is."""
    return np.asarray(np.minimum(x, y))


def maximum(x: Number, y: Number) -> Numbers:
    """The larger; missing if either is."""
    return np.asarray(np.maximum(x, y))


def absolute(x: Number) -> Numbers:
    """Without the sign."""
    return np.asarray(np.absolute(x))


def floor(x: Number) -> Numbers:
    """The next whole number at or below."""
    return np.asarray(np.floor(x))


def ceil(x: Number) -> Numbers:
    """The next whole number at or above."""
    return np.asarray(np.ceil(x))


def truncate(x: Number) -> Numbers:
    """Without decimals."""
    return np.asarray(np.trunc(x))


def sign(x: Number) -> Numbers:
    """1, 0 or -1."""
    return np.asarray(np.sign(x))


def round_half_even(x: Number, digits: int) -> Numbers:
    """Half to even, to a number of decimal digits."""
    if digits == 0:
        return np.asarray(np.rint(x))
    scale = 10.0 ** abs(digits)
    if digits < 0:
        return np.asarray(np.rint(np.divide(x, scale)) * scale)
    return np.where(np.absolute(x) < 2.0**52, np.rint(np.multiply(x, scale)) / scale, x)


def sqrt(x: Number) -> Numbers:
    """The square root; missing below 0."""
    return np.asarray(np.sqrt(x))


def finite(x: Number) -> Numbers:
    """The value where it is finite, else missing."""
    return np.where(np.isfinite(x), x, np.nan)


def coalesce(x: Number, y: Number) -> Numbers:
    """The first that is not missing."""
    return np.where(np.isnan(x), y, x)


def when(condition: Truth, then: Number, otherwise: Number) -> Numbers:
    """A choice; unknown counts as otherwise."""
    return np.where(condition[0], then, otherwise)


def bins(x: Number, edges: Sequence[float]) -> Numbers:
    """How many edges are at or below the value."""
    return np.where(np.isnan(x), np.nan, np.searchsorted(np.array(edges), x, side="right"))


# Truth


def less(x: Number, y: Number) -> Truth:
    """Whether x < y; unknown if either is missing."""
    return np.asarray(np.less(x, y)), np.asarray(np.greater_equal(x, y))


def less_equal(x: Number, y: Number) -> Truth:
    """Whether x <= y; unknown if either is missing."""
    return np.asarray(np.less_equal(x, y)), np.asarray(np.greater(x, y))


def equal(x: Number, y: Number) -> Truth:
    """Whether x = y; unknown if either is missing."""
    return np.asarray(np.equal(x, y)), np.asarray(np.less(x, y) | np.greater(x, y))


def equal_text(x: Texts, y: Texts) -> Truth:
    """Whether two texts are the same; unknown if either is missing."""
    same = np.asarray(np.equal(x, y), dtype=np.bool_)
    known = ~(is_missing_text(x)[0] | is_missing_text(y)[0])
    return same & known, ~same & known


def both(x: Truth, y: Truth) -> Truth:
    """Kleene's and."""
    return x[0] & y[0], x[1] | y[1]


def either(x: Truth, y: Truth) -> Truth:
    """Kleene's or."""
    return x[0] | y[0], x[1] & y[1]


def negation(x: Truth) -> Truth:
    """Kleene's not."""
    return x[1], x[0]


def is_missing(x: Number) -> Truth:
    """Never unknown."""
    missing = np.asarray(np.isnan(x))
    return missing, ~missing


def is_missing_text(x: Texts) -> Truth:
    """Never unknown."""
    missing = np.asarray(np.equal(x, text("")), dtype=np.bool_)
    return missing, ~missing


def is_unknown(x: Truth) -> Truth:
    """Whether a truth is neither true nor false."""
    known = x[0] | x[1]
    return ~known, known


# Texts


def _each(x: Texts, change: Callable[[str], str]) -> Texts:
    result = np.empty(x.shape, dtype=object)
    result.ravel()[:] = [change(value) for value in x.ravel()]
    return result


def coalesce_text(x: Texts, y: Texts) -> Texts:
    """The first text that is not missing."""
    return np.where(is_missing_text(x)[0], y, x)


def when_text(condition: Truth, then: Texts, otherwise: Texts) -> Texts:
    """A choice of texts; unknown counts as otherwise."""
    return np.where(condition[0], then, otherwise)


def lookup(x: Texts, table: Mapping[str, float], otherwise: float) -> Numbers:
    """The number of a text."""
    values = [table.get(value, otherwise) for value in x.ravel()]
    return np.array(values, dtype=np.float64).reshape(x.shape)


def lower(x: Texts) -> Texts:
    """Small letters, one character at a time (a final sigma stays a sigma)."""
    return _each(x, lambda value: "".join(character.lower() for character in value))


def trim(x: Texts) -> Texts:
    """Without space, tab, newline, form feed and carriage return at both ends."""
    return _each(x, lambda value: value.strip(" \t\n\f\r"))


def squeeze(x: Texts) -> Texts:
    """Runs of white space become one space."""
    return _each(x, lambda value: re.sub("[ \t\n\f\r]+", " ", value))


def nfc(x: Texts) -> Texts:
    """Unicode normal form C."""
    return _each(x, lambda value: unicodedata.normalize("NFC", value))


# Exact functions: arithmetic alone, because libraries differ in the last bit. After fdlibm
# (Sun Microsystems, 1993)

_LN2_HIGH = 6.93147180369123816490e-1
_LN2_LOW = 1.90821492927058770002e-10
_SQRT_HALF = 0.7071067811865476


def _polynomial(z: Numbers, coefficients: Sequence[float]) -> Numbers:
    """c0 + z (c1 + z (c2 + ...))."""
    *rest, last = coefficients
    result: Numbers = np.full_like(z, last)
    for coefficient in reversed(rest):
        result = coefficient + z * result
    return result


def pow2(k: Number) -> Numbers:
    """2 to a whole power within 1022 of 0; missing beyond."""
    inside = np.absolute(k) <= 1022.0
    return np.where(inside, np.ldexp(1.0, np.where(inside, k, 0.0).astype(np.int32)), np.nan)


def exponent(x: Number) -> Numbers:
    """The binary exponent of a positive finite number; missing elsewhere."""
    power = np.frexp(x)[1] - 1.0
    return np.where(np.greater(x, 0.0) & np.isfinite(x), power, np.nan)


def _scaled(y: Numbers, k: Numbers) -> Numbers:
    first = np.floor(0.5 * k)
    return y * pow2(first) * pow2(k - first)


def _exp_of_rest(high: Numbers, low: Numbers) -> Numbers:
    r = high - low
    z = r * r
    coefficients = (
        1.66666666666666019037e-1,
        -2.77777777770155933842e-3,
        6.61375632143793436117e-5,
        -1.65339022054652515390e-6,
        4.13813679705723846039e-8,
    )
    c = r - z * _polynomial(z, coefficients)
    return r * c / (2.0 - c) - low + high + 1.0


def exp(x: Number) -> Numbers:
    """The exponential function."""
    clamped = np.asarray(np.maximum(np.minimum(x, 710.0), -746.0))
    k = np.floor(clamped * 1.4426950408889634 + 0.5)
    return _scaled(_exp_of_rest(clamped - k * _LN2_HIGH, k * _LN2_LOW), k)


def _split(x: Number) -> tuple[Numbers, Numbers]:
    """k and f of x = 2^k (1 + f), with 1 + f from the root of 1/2 to the root of 2."""
    mantissa, power = np.frexp(np.asarray(x, dtype=np.float64))
    below = mantissa < _SQRT_HALF
    f = np.where(below, 2.0 * mantissa, mantissa) - 1.0
    return np.where(below, power - 1.0, power.astype(np.float64)), f


def _log_tail(f: Numbers) -> tuple[Numbers, Numbers]:
    s = divide(f, 2.0 + f)
    z = s * s
    w = z * z
    even = (3.999999999940941908e-1, 2.222219843214978396e-1, 1.531383769920937332e-1)
    odd = (
        6.666666666666735130e-1,
        2.857142874366239149e-1,
        1.818357216161805012e-1,
        1.479819860511658591e-1,
    )
    half_square = 0.5 * (f * f)
    tail = s * (half_square + (z * _polynomial(w, odd) + w * _polynomial(w, even)))
    return half_square, tail


def _on_positive(x: Number, result: Numbers) -> Numbers:
    """A logarithm of positive finite numbers as one of all."""
    return np.where(np.greater(x, 0.0), np.where(np.isfinite(x), result, x), np.nan)


def ln(x: Number) -> Numbers:
    """The natural logarithm; missing at 0 and below."""
    k, f = _split(x)
    half_square, tail = _log_tail(f)
    return _on_positive(x, tail + k * _LN2_LOW - half_square + f + k * _LN2_HIGH)


def log1p(x: Number) -> Numbers:
    """ln(1 + x) without loss near 0; missing at -1 and below."""
    u = np.asarray(1.0 + x)
    corrected = ln(u) + divide(x - (u - 1.0), u)
    size = np.absolute(x)
    return np.where(size < 2.0**-54, x, np.where(np.less(x, 2.0**54), corrected, ln(x)))


def _log_parts(x: Number, base: tuple[float, float, float, float]) -> tuple[Numbers, Numbers]:
    """A logarithm as a sum of two numbers; base: 1 / ln(base) and log(2), each in two parts."""
    inverse_high, inverse_low, two_high, two_low = base
    k, f = _split(x)
    half_square, tail = _log_tail(f)
    c = (f - half_square) * (2.0**32 + 1.0)
    top = c - (c - (f - half_square))
    rest = f - top - half_square + tail
    value_high = top * inverse_high
    value_low = k * two_low + (rest + top) * inverse_low + rest * inverse_high
    whole = k * two_high
    high = whole + value_high
    return high, value_low + (whole - high + value_high)


_BASE_2 = (1.44269504072144627571, 1.67517131648865118353e-10, 1.0, 0.0)
_BASE_10 = (
    4.34294481878168880939e-1,
    2.50829467116452752298e-11,
    3.01029995663611771306e-1,
    3.69423907715893078616e-13,
)


def log2(x: Number) -> Numbers:
    """The logarithm to base 2; missing at 0 and below."""
    high, low = _log_parts(x, _BASE_2)
    return _on_positive(x, low + high)


def log10(x: Number) -> Numbers:
    """The logarithm to base 10; missing at 0 and below."""
    high, low = _log_parts(x, _BASE_10)
    return _on_positive(x, low + high)


def sigmoid(x: Number) -> Numbers:
    """1 / (1 + e^-x)."""
    return np.asarray(1.0 / (1.0 + exp(-x)))


def tanh(x: Number) -> Numbers:
    """The hyperbolic tangent (near 0 after Cephes)."""
    x = np.asarray(x, dtype=np.float64)
    size = np.absolute(x)
    z = x * x
    p = (-1.61468768441708447952e3, -9.92877231001918586564e1, -9.64399179425052238628e-1)
    q = (4.84406305325125486048e3, 2.23548839060100448583e3, 1.12811678491632931402e2, 1.0)
    small = x + x * z * divide(_polynomial(z, p), _polynomial(z, q))
    large = 1.0 - 2.0 / (exp(size + size) + 1.0)
    return np.where(size < 0.625, small, np.where(x < 0, -large, large))


def _halves(x: Numbers) -> tuple[Numbers, Numbers]:
    c = x * (2.0**27 + 1.0)
    high = c - (c - x)
    return high, x - high


def power(x: Number, y: Number) -> Numbers:
    """x^y; missing for 0 to a negative power and for a negative x unless y is whole."""
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    size = np.absolute(x)
    first, second = _log_parts(size, _BASE_2)
    high = first + second
    low = first - high + second
    bounded = np.maximum(np.minimum(y, 2.0**66), -(2.0**66))
    a, b = _halves(high)
    c, d = _halves(bounded)
    product = high * bounded
    rest = a * c - product + a * d + b * c + b * d + low * bounded
    inside = np.absolute(product) < 1100.0
    within = np.where(inside, product, 0.0)
    k = np.rint(within)
    r = within - k + np.where(inside, rest, 0.0)
    positive = _scaled(_exp_of_rest(r * _LN2_HIGH, -(r * _LN2_LOW)), k)
    positive = np.where(inside, positive, np.where(product < 0, 0.0, np.inf))
    negative = np.where(np.absolute(np.fmod(y, 2.0)) == 1.0, -positive, positive)
    negative = np.where(y == np.floor(y), negative, np.nan)
    of_zero = np.where(y > 0, 0.0, np.nan)
    result = np.where(x == 0, of_zero, np.where(x > 0, positive, negative))
    result = np.where(np.isfinite(x) & np.isfinite(y), result, np.nan)
    return np.where(y == 0, np.where(np.isnan(x), np.nan, 1.0), result)


def whole_power(x: Number, n: int) -> Numbers:
    """x^n as a product by squaring."""
    x = np.asarray(x, dtype=np.float64)
    if n == 0:
        return np.where(np.isnan(x), np.nan, 1.0)
    product, square, rest = None, x, abs(n)
    while rest > 0:
        if rest & 1:
            product = square if product is None else np.asarray(product * square)
        square, rest = square * square, rest >> 1
    assert product is not None
    return divide(1.0, product) if n < 0 else product


def _reduced(x: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The quadrant, and x less a multiple of half pi in two parts (Cody and Waite)."""
    n = np.rint(x * 6.36619772367581382433e-1)
    t = x - n * 1.57079632673412561417
    w1 = n * 6.07710050630396597660e-11
    r1 = t - w1
    w2 = n * 2.02226624871116645580e-21
    r2 = r1 - w2
    w3 = n * 8.47842766036889956997e-32 - (t - r1 - w1 + (r1 - r2 - w2))
    head = r2 - w3
    return np.fmod(n, 4.0), head, r2 - head - w3


def _sine_kernel(head: Numbers, tail: Numbers) -> Numbers:
    z = head * head
    coefficients = (
        8.33333333332248946124e-3,
        -1.98412698298579493134e-4,
        2.75573137070700676789e-6,
        -2.50507602534068634195e-8,
        1.58969099521155010221e-10,
    )
    r = _polynomial(z, coefficients)
    v = z * head
    return head - (z * (0.5 * tail - v * r) - tail - v * -1.66666666666666324348e-1)


def _cosine_kernel(head: Numbers, tail: Numbers) -> Numbers:
    z = head * head
    coefficients = (
        4.16666666666666019037e-2,
        -1.38888888888741095749e-3,
        2.48015872894767294178e-5,
        -2.75573143513906633035e-7,
        2.08757232129817482790e-9,
        -1.13596475577881948265e-11,
    )
    r = z * _polynomial(z, coefficients)
    h = 0.5 * z
    w = 1.0 - h
    return w + (1.0 - w - h + (z * r - head * tail))


def _by_quadrant(x: Numbers, quadrant: Numbers, zero: Numbers, one: Numbers) -> Numbers:
    turned = np.where((quadrant == 2) | (quadrant == -2), -zero, -one)
    turned = np.where((quadrant == 1) | (quadrant == -3), one, turned)
    return np.where(np.absolute(x) <= 1e5, np.where(quadrant == 0, zero, turned), np.nan)


def sin(x: Number) -> Numbers:
    """The sine; missing beyond 100,000."""
    x = np.asarray(x, dtype=np.float64)
    quadrant, head, tail = _reduced(x)
    return _by_quadrant(x, quadrant, _sine_kernel(head, tail), _cosine_kernel(head, tail))


def cos(x: Number) -> Numbers:
    """The cosine; missing beyond 100,000."""
    x = np.asarray(x, dtype=np.float64)
    quadrant, head, tail = _reduced(x)
    return _by_quadrant(x, quadrant, _cosine_kernel(head, tail), -_sine_kernel(head, tail))


# Windows


def _rolling_mean(value: Number, codes: Codes, time: Number, rows: int, min_periods: int) -> Numbers:
    value, codes, time = np.broadcast_arrays(value, codes, time)
    late = np.isnan(time)
    order = np.lexsort((np.where(late, 0.0, time), late, codes))
    value, codes = value[order], codes[order]
    total, count = np.zeros(len(order)), np.zeros(len(order))
    for lag in range(min(rows, len(order)) - 1, -1, -1):
        earlier = np.arange(len(order)) - lag
        shifted = value[np.maximum(earlier, 0)]
        used = (earlier >= 0) & (codes[np.maximum(earlier, 0)] == codes) & ~np.isnan(shifted)
        total = np.where(used, total + shifted, total)
        count = count + used
    result = np.empty(len(order))
    result[order] = np.where(count >= max(1, min_periods), divide(total, count), np.nan)
    return result


def rolling_mean(value: Number, entity: Number, time: Number, *, rows: int, min_periods: int) -> Numbers:
    """The mean of an entity's last rows, this row included, by time and then by position.

    Missing entities are one entity, missing times are the latest. Values are added up from
    the oldest to the newest; fewer than ``min_periods`` that are not missing give missing.
    """
    codes = np.unique(np.asarray(entity, dtype=np.float64), return_inverse=True)[1]
    return _rolling_mean(value, codes.reshape(np.shape(entity)), time, rows, min_periods)


def rolling_mean_by_text(value: Number, entity: Texts, time: Number, *, rows: int, min_periods: int) -> Numbers:
    """As rolling_mean, of entities that are texts."""
    known: dict[str, int] = {}
    codes = [known.setdefault(name, len(known)) for name in entity.ravel()]
    return _rolling_mean(value, np.array(codes).reshape(entity.shape), time, rows, min_periods)

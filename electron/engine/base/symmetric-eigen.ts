/** Eigenvalues, ascending, and eigenvectors: vector i is column i of the row-major [n, n] matrix. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * Eigen-decomposition of a symmetric row-major matrix: Householder tridiagonalisation, then implicit QL (the EISPACK
 * routines tred2 and tql2, as in JAMA).
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const V: Float64Array[] = Array.from({ length: n }, (_, i) => matrix.slice(i * n, i * n + n));
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  if (n > 0) {
    tridiagonalise(V, d, e, n);
    diagonalise(V, d, e, n);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => at(d, a) - at(d, b) || a - b);
  const values = Float64Array.from(order, (i) => at(d, i));
  const vectors = new Float64Array(n * n);
  V.forEach((row, i) => order.forEach((from, j) => (vectors[i * n + j] = at(row, from))));
  return { values, vectors };
}

function at(values: Float64Array, i: number): number {
  return values[i] as number;
}

function tridiagonalise(V: Float64Array[], d: Float64Array, e: Float64Array, n: number): void {
  const last = V[n - 1] as Float64Array;
  d.set(last);
  for (let i = n - 1; i > 0; i--) {
    const Vi = V[i] as Float64Array;
    let scale = 0;
    let h = 0;
    for (let k = 0; k < i; k++) scale += Math.abs(at(d, k));
    if (scale === 0) {
      e[i] = at(d, i - 1);
      for (let j = 0; j < i; j++) {
        const Vj = V[j] as Float64Array;
        d[j] = at(V[i - 1] as Float64Array, j);
        Vi[j] = 0;
        Vj[i] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k] = at(d, k) / scale;
        h += at(d, k) * at(d, k);
      }
      let f = at(d, i - 1);
      let g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      e.fill(0, 0, i);
      for (let j = 0; j < i; j++) {
        const Vj = V[j] as Float64Array;
        f = at(d, j);
        Vj[i] = f;
        g = at(e, j) + at(Vj, j) * f;
        for (let k = j + 1; k <= i - 1; k++) {
          const Vkj = at(V[k] as Float64Array, j);
          g += Vkj * at(d, k);
          e[k] = at(e, k) + Vkj * f;
        }
        e[j] = g;
      }
      f = 0;
      for (let j = 0; j < i; j++) {
        e[j] = at(e, j) / h;
        f += at(e, j) * at(d, j);
      }
      const hh = f / (h + h);
      for (let j = 0; j < i; j++) e[j] = at(e, j) - hh * at(d, j);
      for (let j = 0; j < i; j++) {
        f = at(d, j);
        g = at(e, j);
        for (let k = j; k <= i - 1; k++) {
          const Vk = V[k] as Float64Array;
          Vk[j] = at(Vk, j) - (f * at(e, k) + g * at(d, k));
        }
        d[j] = at(V[i - 1] as Float64Array, j);
        Vi[j] = 0;
      }
    }
    d[i] = h;
  }
  for (let i = 0; i < n - 1; i++) {
    const Vi = V[i] as Float64Array;
    last[i] = at(Vi, i);
    Vi[i] = 1;
    const h = at(d, i + 1);
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = at(V[k] as Float64Array, i + 1) / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += at(V[k] as Float64Array, i + 1) * at(V[k] as Float64Array, j);
        for (let k = 0; k <= i; k++) {
          const Vk = V[k] as Float64Array;
          Vk[j] = at(Vk, j) - g * at(d, k);
        }
      }
    }
    for (let k = 0; k <= i; k++) (V[k] as Float64Array)[i + 1] = 0;
  }
  d.set(last);
  last.fill(0);
  last[n - 1] = 1;
  e[0] = 0;
}

function diagonalise(V: Float64Array[], d: Float64Array, e: Float64Array, n: number): void {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let f = 0;
  let largest = 0;
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(at(d, l)) + Math.abs(at(e, l)));
    let m = l;
    while (m < n - 1 && Math.abs(at(e, m)) > Number.EPSILON * largest) m++;
    if (m > l) {
      do {
        let g = at(d, l);
        let p = (at(d, l + 1) - g) / (2 * at(e, l));
        let r = p < 0 ? -Math.hypot(p, 1) : Math.hypot(p, 1);
        d[l] = at(e, l) / (p + r);
        d[l + 1] = at(e, l) * (p + r);
        const next = at(d, l + 1);
        let h = g - at(d, l);
        for (let i = l + 2; i < n; i++) d[i] = at(d, i) - h;
        f += h;
        p = at(d, m);
        let c = 1;
        let c2 = 1;
        let c3 = 1;
        const after = at(e, l + 1);
        let s = 0;
        let s2 = 0;
        for (let i = m - 1; i >= l; i--) {
          c3 = c2;
          c2 = c;
          s2 = s;
          g = c * at(e, i);
          h = c * p;
          r = Math.hypot(p, at(e, i));
          e[i + 1] = s * r;
          s = at(e, i) / r;
          c = p / r;
          p = c * at(d, i) - s * g;
          d[i + 1] = h + s * (c * g + s * at(d, i));
          for (const row of V) {
            h = at(row, i + 1);
            row[i + 1] = s * at(row, i) + c * h;
            row[i] = c * at(row, i) - s * h;
          }
        }
        p = (-s * s2 * c3 * after * at(e, l)) / next;
        e[l] = s * p;
        d[l] = c * p;
      } while (Math.abs(at(e, l)) > Number.EPSILON * largest);
    }
    d[l] = at(d, l) + f;
    e[l] = 0;
  }
}

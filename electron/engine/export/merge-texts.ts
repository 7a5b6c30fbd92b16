/** What a merge gives: the text, or the line of the user's text (from 1) at which both sides changed the same place. */
export type Merged = { readonly text: string } | { readonly conflict: number };

/** Past this many pairs of lines that differ, a place counts as changed as a whole. */
const MOST_PAIRS = 4e6;

/**
 * Three-way merge by lines (diff3; Khanna, Kunal and Pierce 2007): what one side alone changed since `base` is taken from it. Line ends that an
 * editor or a version control changed everywhere are no change, and stay as they are in `mine`.
 */
export function mergeTexts(base: string, mine: string, theirs: string): Merged {
  const usesCrLf = mine.includes('\r\n') && !base.includes('\r\n');
  const merged = mergeLines(base, usesCrLf ? mine.replaceAll('\r\n', '\n') : mine, theirs);
  return 'text' in merged && usesCrLf ? { text: merged.text.replaceAll('\n', '\r\n') } : merged;
}

function mergeLines(base: string, mine: string, theirs: string): Merged {
  const [o, a, b] = [base, mine, theirs].map(linesOf) as [string[], string[], string[]];
  const [inMine, inTheirs] = [matches(o, a), matches(o, b)];
  const result: string[] = [];
  let [i, j, k] = [0, 0, 0];
  for (;;) {
    while (i < o.length && inMine[i] === j && inTheirs[i] === k) {
      result.push(o[i] ?? '');
      [i, j, k] = [i + 1, j + 1, k + 1];
    }
    let next = i;
    while (next < o.length && (inMine[next] === undefined || inTheirs[next] === undefined)) next += 1;
    const [endMine, endTheirs] = next < o.length ? [inMine[next] ?? 0, inTheirs[next] ?? 0] : [a.length, b.length];
    const [before, own, other] = [o.slice(i, next), a.slice(j, endMine), b.slice(k, endTheirs)].map((lines) => lines.join('')) as [string, string, string];
    if (own === other || other === before) result.push(own);
    else if (own === before) result.push(other);
    else return { conflict: j + 1 };
    [i, j, k] = [next, endMine, endTheirs];
    if (i >= o.length) return { text: result.join('') };
  }
}

/** Lines with their ends. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** For each line of `from` its place in `to`, by a longest common subsequence; undefined where it is not there. */
function matches(from: readonly string[], to: readonly string[]): (number | undefined)[] {
  const found: (number | undefined)[] = from.map(() => undefined);
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) found[start] = start++;
  let [endFrom, endTo] = [from.length, to.length];
  while (endFrom > start && endTo > start && from[endFrom - 1] === to[endTo - 1]) found[--endFrom] = --endTo;
  const [n, m] = [endFrom - start, endTo - start];
  if (n * m === 0 || n * m > MOST_PAIRS) return found;
  // length[x][y]: of the lines from x and y on.
  const width = m + 1;
  const length = new Uint32Array((n + 1) * width);
  for (let x = n - 1; x >= 0; x--) {
    for (let y = m - 1; y >= 0; y--) {
      const same = from[start + x] === to[start + y];
      length[x * width + y] = same ? (length[(x + 1) * width + y + 1] ?? 0) + 1 : Math.max(length[(x + 1) * width + y] ?? 0, length[x * width + y + 1] ?? 0);
    }
  }
  for (let [x, y] = [0, 0]; x < n && y < m; ) {
    if (from[start + x] === to[start + y]) found[start + x++] = start + y++;
    else if ((length[(x + 1) * width + y] ?? 0) >= (length[x * width + y + 1] ?? 0)) x += 1;
    else y += 1;
  }
  return found;
}

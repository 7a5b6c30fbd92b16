/**
 * Adds to the sums of rows the values of the leaves that they fall into, tree after tree. Rows lie in panels, column
 * after column, `panel` bytes each; `rows` of them are walked, from the first of a panel, and those up to the next
 * multiple of 8, so that every sum has room. A node has 16 bytes: its threshold, where its column begins in a panel, and
 * where the node on its left begins among the nodes, the one on its right behind it; a leaf is on its own left, behind a
 * threshold of infinity. By node: `values` of leaves, and in `sides` 1 where what is missing goes right. Of every tree
 * `roots` has where its root begins, and its depth. Eight rows at a time go down as many steps as the deepest leaf has.
 */
export function walkPanels(panels: usize, panel: usize, rowsOfPanel: usize, k: usize, rows: usize, nodes: usize, values: usize, sides: usize, roots: usize, trees: i32, sums: usize): void {
  for (let from: usize = 0; from < rows; from += rowsOfPanel) {
    const count = min(rowsOfPanel, rows - from);
    const bytes = ((count + 7) & ~7) << 3;
    const hasMissing = isAnyMissing(panels, k, rowsOfPanel << 3, bytes);
    for (let tree: i32 = 0; tree < trees; tree++) {
      const root = load<i32>(roots + (<usize>tree << 3));
      const depth = load<i32>(roots + (<usize>tree << 3), 4);
      if (hasMissing) for (let at: usize = 0; at < bytes; at += 64) walkEightWithMissing(panels + at, nodes, values, sides, root, depth, sums + at);
      else for (let at: usize = 0; at < bytes; at += 64) walkEight(panels + at, nodes, values, root, depth, sums + at);
    }
    panels += panel;
    sums += rowsOfPanel << 3;
  }
}

function isAnyMissing(panel: usize, k: usize, stride: usize, bytes: usize): bool {
  let differ = i64x2.splat(0);
  for (let j: usize = 0; j < k; j++) {
    for (let at = panel + j * stride, end = at + bytes; at < end; at += 16) {
      const value = v128.load(at);
      differ = v128.or(differ, f64x2.ne(value, value));
    }
  }
  return v128.any_true(differ);
}

// @ts-ignore: decorator
@inline
function walkEight(rows: usize, nodes: usize, values: usize, root: usize, depth: i32, sums: usize): void {
  let a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root;
  for (let level: i32 = 0; level < depth; level++) {
    a = below(nodes + a, load<f64>(rows + load<i32>(nodes + a, 8)));
    b = below(nodes + b, load<f64>(rows + load<i32>(nodes + b, 8), 8));
    c = below(nodes + c, load<f64>(rows + load<i32>(nodes + c, 8), 16));
    d = below(nodes + d, load<f64>(rows + load<i32>(nodes + d, 8), 24));
    e = below(nodes + e, load<f64>(rows + load<i32>(nodes + e, 8), 32));
    f = below(nodes + f, load<f64>(rows + load<i32>(nodes + f, 8), 40));
    g = below(nodes + g, load<f64>(rows + load<i32>(nodes + g, 8), 48));
    h = below(nodes + h, load<f64>(rows + load<i32>(nodes + h, 8), 56));
  }
  addLeaf(sums, values, a);
  addLeaf(sums + 8, values, b);
  addLeaf(sums + 16, values, c);
  addLeaf(sums + 24, values, d);
  addLeaf(sums + 32, values, e);
  addLeaf(sums + 40, values, f);
  addLeaf(sums + 48, values, g);
  addLeaf(sums + 56, values, h);
}

// @ts-ignore: decorator
@inline
function walkEightWithMissing(rows: usize, nodes: usize, values: usize, sides: usize, root: usize, depth: i32, sums: usize): void {
  for (let at: usize = 0; at < 64; at += 32) {
    const here = rows + at;
    let a = root, b = root, c = root, d = root;
    for (let level: i32 = 0; level < depth; level++) {
      a = belowOrMissing(nodes, sides, a, load<f64>(here + load<i32>(nodes + a, 8)));
      b = belowOrMissing(nodes, sides, b, load<f64>(here + load<i32>(nodes + b, 8), 8));
      c = belowOrMissing(nodes, sides, c, load<f64>(here + load<i32>(nodes + c, 8), 16));
      d = belowOrMissing(nodes, sides, d, load<f64>(here + load<i32>(nodes + d, 8), 24));
    }
    addLeaf(sums + at, values, a);
    addLeaf(sums + at + 8, values, b);
    addLeaf(sums + at + 16, values, c);
    addLeaf(sums + at + 24, values, d);
  }
}

// @ts-ignore: decorator
@inline
function below(node: usize, value: f64): usize {
  return load<i32>(node, 12) + (<usize>(value > load<f64>(node)) << 4);
}

// @ts-ignore: decorator
@inline
function belowOrMissing(nodes: usize, sides: usize, node: usize, value: f64): usize {
  const goesRight = <usize>(value > load<f64>(nodes + node)) | (<usize>(value != value) & <usize>load<u8>(sides + (node >> 4)));
  return load<i32>(nodes + node, 12) + (goesRight << 4);
}

// @ts-ignore: decorator
@inline
function addLeaf(sum: usize, values: usize, node: usize): void {
  store<f64>(sum, load<f64>(sum) + load<f64>(values + (node >> 1)));
}

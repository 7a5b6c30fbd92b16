import { z } from 'zod';
import { AppError } from '../../base/app-error.ts';
import { random } from '../../base/random.ts';
import { doubles, int64s } from '../../onnx/tensor.ts';
import { checkedMoments } from '../moments.ts';
import { featureColumns, pauseOf } from '../training-data.ts';
import { checkUnlabelled } from '../unlabelled-data.ts';
import { defineUnsupervised } from '../unsupervised-model.ts';
import { lloyd, type Clustering } from './lloyd.ts';
import { seedPoints } from './seed-points.ts';

const params = z.object({
  nClusters: z.number().int().min(1).max(1000).default(8).describe('Number of clusters').meta({ title: 'Clusters' }),
  nInit: z.number().int().min(1).max(100).default(1).describe('Starts from other rows; the one that ends with the least inertia counts').meta({ title: 'Starts' }),
  maxIter: z.number().int().min(1).default(300).describe('Most steps of a start').meta({ title: 'Steps' }),
  tol: z.number().min(0).default(1e-4).describe('Ends a start where the centres move by no more, squared and as a share of the mean variance of the columns').meta({ title: 'Tolerance' }),
});

const state = z.object({
  /** A point for each cluster. */
  centers: z.array(z.array(z.number()).min(1)).min(1),
  inertia: z.number().nonnegative(),
  iterations: z.number().int().nonnegative(),
  counts: z.array(z.number().nonnegative()),
});

/** k-means++ and Lloyd's algorithm, sums in double and in the order of the rows. */
export const kMeans = defineUnsupervised({
  id: 'k-means',
  title: 'K-means',
  summary: 'Parts the rows into clusters around centres, each row with the nearest. Needs no target; columns should be on one scale.',
  tasks: ['clustering'],
  params,
  state,
  missing: 'refused',
  labels: ({ centers }) => centers.map((_, c) => String(c)),

  async fit(kernel, data, { nClusters, nInit, maxIter, tol }, context) {
    await checkUnlabelled(data, 'K-means', 'refused', 1, context);
    if (nClusters > data.rows) {
      throw new AppError({ code: 'TOO_FEW_ROWS', message: `K-means was asked for ${nClusters} clusters of ${data.rows} ${data.rows === 1 ? 'row' : 'rows'}.`, place: { field: 'nClusters' }, next: `Ask for at most ${data.rows}.` });
    }
    const pause = pauseOf(context);
    const moments = await checkedMoments(kernel, data, 'K-means', pause, context.threads);
    const rows = { columns: featureColumns(data), rows: data.rows, shift: moments.map(({ mean }) => mean) };
    const least = (tol * moments.reduce((sum, { deviation }) => sum + deviation ** 2, 0)) / moments.length;
    const seeds = random(context.seed);
    let best: Clustering | null = null;
    for (let start = 0; start < nInit; start++) {
      const room = await kernel.clusterRows(rows, nClusters, context.threads, pause);
      try {
        const points = await seedPoints(room, rows, nClusters, random(seeds.below(2 ** 53)), pause);
        const found = await lloyd(room, rows, points, { maxIter, least }, pause);
        if (!best || found.inertia < best.inertia) best = found;
      } finally {
        room.close();
      }
      context.onProgress?.((start + 1) / nInit);
    }
    const { points, inertia, iterations, counts } = best as Clustering;
    const k = data.features.length;
    return { centers: Array.from({ length: nClusters }, (_, c) => [...points.subarray(c * k, (c + 1) * k)]), inertia, iterations, counts: [...counts] };
  },

  predict(_, { centers }, x, rows) {
    const said = new Float64Array(2 * rows);
    for (let i = 0; i < rows; i++) {
      let [label, least] = [NaN, Infinity];
      centers.forEach((center, c) => {
        const distance = center.reduce((sum, middle, j) => sum + ((x[j * rows + i] as number) - middle) ** 2, 0);
        if (distance < least) [label, least] = [c, distance];
      });
      said.set([label, Number.isNaN(label) ? NaN : Math.sqrt(least)], 2 * i);
    }
    return Promise.resolve(said);
  },

  /** The same squares, added in the same order: the same bits, and so the same clusters. */
  onnx({ centers }, graph, features) {
    const k = centers[0]?.length ?? 0;
    const squares = centers.map((center) => {
      const off = graph.node('Sub', [graph.constant(doubles(center, [1, k])), features]);
      const square = graph.node('Mul', [off, off]);
      return k === 1 ? square : graph.node('Sum', graph.manyOutputs('Split', [square], k, { axis: 1, num_outputs: k }));
    });
    const all = squares.length === 1 ? (squares[0] as string) : graph.node('Concat', squares, { axis: 1 });
    const axis = graph.constant(int64s([1]));
    const least = graph.node('ReduceMin', [all, axis], { keepdims: 1 });
    const label = graph.node('Cast', [graph.node('ArgMin', [all], { axis: 1, keepdims: 1 })], { to: 11 });
    // A row with a missing value, or one past all numbers away, is near no centre.
    const isNear = graph.node('Less', [least, graph.constant(doubles([Infinity], [1, 1]))]);
    const said = graph.node('Concat', [label, graph.node('Sqrt', [least])], { axis: 1 });
    return graph.node('Where', [isNear, said, graph.constant(doubles([NaN], [1, 1]))]);
  },

  python: ({ nClusters, nInit, maxIter, tol }) => ({
    imports: ['from sklearn.cluster import KMeans'],
    code: `KMeans(n_clusters=${nClusters}, n_init=${nInit}, max_iter=${maxIter}, tol=${tol}, random_state=0)`,
  }),
});

import type { NodePreview } from '../../electron/contract/graph-view.ts';
import type { Problem } from '../../electron/contract/problem.ts';
import type { Graph, GraphNode } from '../../electron/contract/project-document.ts';
import { chainTo, upstream } from '../canvas/graph-commands.ts';
import { toApiError, type Api, type ApiError } from '../api.ts';
import type { Job, Jobs } from './job.svelte.ts';
import { problemOf } from './error-problem.ts';
import { Latest } from './latest.ts';

const PREVIEW_ROWS = 50;
const SETTLE_MS = 350;
/** Whoever chooses a node waits for it; who walks past it with a held key does not: such choices come faster than this. */
const PASSING_MS = 150;

/** What is to be previewed now. */
interface Wanted {
  readonly project: string | undefined;
  readonly graph: Graph;
  readonly node: GraphNode | undefined;
  readonly title: string;
}

/** The chosen node as it runs: its rows before and after, and how many rows came out of the nodes that ran. */
export class PreviewState {
  readonly #api: Pick<Api, 'call'>;
  readonly #jobs: Jobs;
  readonly #wanted: () => Wanted;
  readonly #turn: Latest;
  #chosen = -Infinity;
  /** Of a node as it was when it ran. */
  shown = $state.raw<{ node: GraphNode; value: NodePreview } | undefined>();
  problem = $state.raw<ApiError | undefined>();
  #failed = $state.raw<{ readonly problem: Problem; readonly graph: Graph } | undefined>();
  job = $state.raw<Job | undefined>();
  /** Nobody looks while it is closed, and nothing runs. */
  open = $state(true);
  #rows = $state.raw<{ graph: Graph | undefined; counts: ReadonlyMap<string, number>; cached: ReadonlySet<string> }>({ graph: undefined, counts: new Map(), cached: new Set() });
  #running = $state.raw<ReadonlySet<string>>(new Set());

  constructor(api: Pick<Api, 'call'>, jobs: Jobs, wanted: () => Wanted) {
    this.#api = api;
    this.#jobs = jobs;
    this.#wanted = wanted;
    this.#turn = new Latest(SETTLE_MS, (current) => this.#run(current));
  }

  /** Rows out of a node, if it ran in this very graph. */
  rows(graph: Graph, id: string): number | undefined {
    return this.#rows.graph === graph ? this.#rows.counts.get(id) : undefined;
  }

  /** What stopped the last run of this very graph: at the node that it names, else at the one that was to be shown. */
  failed(graph: Graph): Problem | undefined {
    return this.#failed?.graph === graph ? this.#failed.problem : undefined;
  }

  /** Whether rows were there already when they were last asked for. */
  cached(graph: Graph, id: string): boolean {
    return this.#rows.graph === graph && this.#rows.cached.has(id);
  }

  /** Whether a node is being run, and long enough that one would ask. */
  runs(id: string): boolean {
    return (this.job?.visible ?? false) && this.#running.has(id);
  }

  soon(): void {
    this.#turn.soon();
  }

  /** The same for a node that was chosen, at once: the engine finds its rows while the window shows the choice. */
  choose(): void {
    const now = performance.now();
    const passing = now - this.#chosen < PASSING_MS;
    this.#chosen = now;
    if (passing) this.#turn.soon(PASSING_MS);
    else this.#turn.now();
  }

  toggle(): void {
    this.open = !this.open;
    if (this.open) this.#turn.now();
  }

  forget(): void {
    this.#turn.drop();
    this.job?.cancel();
    this.job = undefined;
    this.shown = undefined;
    this.problem = undefined;
  }

  async #run(current: () => boolean): Promise<void> {
    this.job?.cancel();
    const { project, graph, node, title } = this.#wanted();
    if (project === undefined || !node || !this.open) return;
    let mine: Job | undefined;
    this.#running = chainTo(graph, node.id);
    try {
      const value = await this.#jobs.run(`Preview of ${title}`, (options, job) => {
        mine = job;
        this.job = job;
        return this.#api.call('preview', { project, node: node.id, graph: upstream(graph, node.id), limit: PREVIEW_ROWS }, options);
      });
      if (!current() || !value) return;
      this.shown = { node, value };
      this.problem = undefined;
      this.#failed = undefined;
      this.#count(graph, value);
    } catch (error) {
      if (!current()) return;
      this.shown = undefined;
      this.problem = toApiError(error);
      const problem = problemOf(this.problem.data, node.id);
      this.#failed = problem && { problem, graph };
    } finally {
      if (this.job === mine) this.job = undefined;
    }
  }

  #count(graph: Graph, { nodes }: NodePreview): void {
    const kept = this.#rows.graph === graph;
    const counts = new Map([...(kept ? this.#rows.counts : []), ...nodes.map(({ node, rows }) => [node, rows] as const)]);
    const cached = new Set([...(kept ? this.#rows.cached : []), ...nodes.filter((one) => one.cached).map(({ node }) => node)]);
    this.#rows = { graph, counts, cached };
  }
}

import { workerData } from 'node:worker_threads';
import { serveCalls } from '../engine/train/serve-calls.ts';
import type { ThreadStart } from '../engine/train/kernel-threads.ts';

await serveCalls(workerData as ThreadStart);

import { runProjectTests } from '../export/project-tests.ts';
import type { Handler } from './handler.ts';

/** Runs the tests of an exported project. */
export const testExport: Handler<'test-export'> = async (_engine, { folder, wheels }, { signal, onProgress }) => runProjectTests(folder, { wheels, signal, onProgress });

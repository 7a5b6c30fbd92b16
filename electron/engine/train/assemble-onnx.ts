import { isTargetless } from '../../contract/task.ts';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { ServingProgram } from '../graph/chain.ts';
import type { ModelState, TrainableModel } from '../models/model.ts';
import type { Target } from '../nodes/node.ts';
import { compileExpressions } from '../onnx/compile-expressions.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { doubles, int64s, strings } from '../onnx/tensor.ts';
import { outputShape } from './output-shape.ts';

/** ONNX's number of the type. */
const INT64 = 7;

/** Columns of the ONNX file's two inputs, in order. */
function inputColumns(program: ServingProgram): { numeric: string[]; text: string[] } {
  const names = (text: boolean): string[] => program.crossings.filter((one) => (one.type === 'text') === text).map((one) => one.name);
  return { numeric: names(false), text: names(true) };
}

/**
 * The file that is exported and that the app scores with: inputs `numeric` [N, k] and, if there is text, `text` [N, m];
 * outputs `features` [N, f] and `label` [N] with `probabilities` [N, c], or `prediction` [N, 1]; without a target `label`
 * [N], empty where a row cannot be scored, with `score` or `distance` [N, 1]. Equal arguments give equal bytes.
 */
export function assembleOnnx(program: ServingProgram, model: { definition: TrainableModel; state: ModelState }, target: Target, metadata: Readonly<Record<string, Json>>): Uint8Array {
  const graph = new GraphBuilder('millwright');
  const columns = inputColumns(program);
  const numeric = graph.input('numeric', 'double', ['N', columns.numeric.length]);
  const text = columns.text.length > 0 ? graph.input('text', 'string', ['N', columns.text.length]) : null;
  const types = new Map(program.crossings.map((one) => [one.name, one.type]));
  const features = compileExpressions(graph, program.features.map((one) => one.expr), {
    numeric: { tensor: numeric, columns: places(columns.numeric) },
    ...(text === null ? {} : { text: { tensor: text, columns: places(columns.text) } }),
  });
  graph.output('features', features, 'double', ['N', program.features.length]);
  const result = model.definition.onnx(model.state, graph, features);
  if (target.task === 'regression') {
    graph.output('prediction', result, 'double', ['N', 1]);
  } else if (isTargetless(target.task)) {
    const [found = '', number = ''] = graph.manyOutputs('Split', [result], 2, { axis: 1, num_outputs: 2 });
    const known = graph.node('Where', [graph.node('IsNaN', [found]), graph.constant(doubles([target.classes.length], [1, 1])), found]);
    const index = graph.node('Reshape', [graph.node('Cast', [known], { to: INT64 }), graph.constant(int64s([-1]))]);
    graph.output('label', graph.node('Gather', [graph.constant(strings([...target.classes, ''])), index], { axis: 0 }), 'string', ['N']);
    graph.output(outputShape(target).name, number, 'double', ['N', 1]);
  } else {
    const index = graph.node('ArgMax', [result], { axis: 1, keepdims: 0 });
    graph.output('label', graph.node('Gather', [graph.constant(strings(target.classes)), index], { axis: 0 }), 'string', ['N']);
    graph.output('probabilities', result, 'double', ['N', target.classes.length]);
  }
  const all: Record<string, Json> = {
    ...metadata,
    numeric: columns.numeric,
    text: columns.text,
    types: Object.fromEntries(types),
    features: program.features.map((one) => one.name),
    task: target.task,
    target: target.column,
    classes: target.classes,
    model: model.definition.id,
  };
  for (const key of Object.keys(all).sort()) graph.metadata(`millwright.${key}`, canonicalJson(all[key] ?? null));
  return graph.build();
}

function places(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, i) => [name, i]));
}

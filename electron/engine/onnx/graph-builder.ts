import { ProtobufWriter } from './protobuf.ts';
import { ELEMENT, tensorKey, writeTensor, type ElementType, type TensorData } from './tensor.ts';

/** The operator sets of every file that Millwright writes: opset 21, `ai.onnx.ml` 5, IR 10. */
const OPSET = 21;
const ML_OPSET = 5;
const IR_VERSION = 10;

/** The domain of tree ensembles and label encoders. */
export const ML = 'ai.onnx.ml';

/** A whole number (INT), a list of them (INTS), a text, texts, a float32 in a wrapper, or a tensor. */
export type Attribute = number | readonly number[] | string | readonly string[] | { readonly float: number } | TensorData;
export type Attributes = Readonly<Record<string, Attribute>>;

/** Rows are the named dimension 'N'. */
export type Dimension = number | string;

interface Port {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}

interface Node {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/**
 * Builds one ONNX file. Tensors are spoken of by name; names are made unique here; equal constants and equal
 * nodes (same operator, inputs and attributes) are stored once.
 *
 *     const graph = new GraphBuilder('pipeline');
 *     const x = graph.input('numeric', 'double', ['N', 2]);
 *     graph.output('features', graph.node('Add', [x, graph.constant(doubles([1, 2], [1, 2]))]), 'double', ['N', 2]);
 *     const bytes = graph.build();
 */
export class GraphBuilder {
  private readonly inputs: Port[] = [];
  private readonly outputs: Port[] = [];
  private readonly initializers: { name: string; tensor: TensorData }[] = [];
  private readonly nodes: Node[] = [];
  private readonly names = new Set<string>();
  private readonly constants = new Map<string, string>();
  private readonly known = new Map<string, readonly string[]>();
  private readonly metadataEntries = new Map<string, string>();

  constructor(private readonly graphName: string) {}

  /** Declares an input under exactly this name. */
  input(name: string, type: ElementType, shape: readonly Dimension[]): string {
    this.inputs.push({ name: this.claim(name), type, shape });
    return name;
  }

  /** An initializer with these values. */
  constant(tensor: TensorData): string {
    const key = tensorKey(tensor);
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.unique('c');
    this.constants.set(key, name);
    this.initializers.push({ name, tensor });
    return name;
  }

  /** Adds a node and gives the name of its only output. An input '' is an optional one that is left out. */
  node(op: string, inputs: readonly string[], attributes: Attributes = {}, domain = ''): string {
    const [output] = this.manyOutputs(op, inputs, 1, attributes, domain);
    return output as string;
  }

  /** Adds a node of several outputs. */
  manyOutputs(op: string, inputs: readonly string[], count: number, attributes: Attributes = {}, domain = ''): readonly string[] {
    for (const input of inputs) if (input !== '' && !this.names.has(input)) throw new Error(`${op} reads ${input}, which nothing makes`);
    const key = JSON.stringify([op, domain, inputs, count, attributes], (_, value: unknown) => (typeof value === 'number' ? numberKey(value) : value));
    const known = this.known.get(key);
    if (known) return known;
    const outputs = Array.from({ length: count }, () => this.unique(op.toLowerCase()));
    this.nodes.push({ op, domain, inputs: [...inputs], outputs, attributes });
    this.known.set(key, outputs);
    return outputs;
  }

  /** Declares a tensor as an output under exactly this name. */
  output(name: string, tensor: string, type: ElementType, shape: readonly Dimension[]): void {
    if (!this.names.has(tensor)) throw new Error(`Nothing makes ${tensor}`);
    this.claim(name);
    this.nodes.push({ op: 'Identity', domain: '', inputs: [tensor], outputs: [name], attributes: {} });
    this.outputs.push({ name, type, shape });
  }

  /** A text that travels in the file (`metadata_props`); the last value of a key counts. */
  metadata(key: string, value: string): void {
    this.metadataEntries.set(key, value);
  }

  /** The bytes of the ModelProto: the same calls give the same bytes. */
  build(): Uint8Array {
    const model = new ProtobufWriter().integer(1, IR_VERSION).text(2, 'millwright');
    model.message(7, (graph) => this.writeGraph(graph));
    model.message(8, (opset) => opset.text(1, '').integer(2, OPSET));
    model.message(8, (opset) => opset.text(1, ML).integer(2, ML_OPSET));
    for (const [key, value] of this.metadataEntries) model.message(14, (entry) => entry.text(1, key).text(2, value));
    return model.finish();
  }

  private writeGraph(graph: ProtobufWriter): void {
    for (const node of this.nodes) graph.message(1, (writer) => writeNode(writer, node));
    graph.text(2, this.graphName);
    for (const { name, tensor } of this.initializers) graph.message(5, (writer) => writeTensor(writer, tensor, name));
    for (const port of this.inputs) graph.message(11, (writer) => writePort(writer, port));
    for (const port of this.outputs) graph.message(12, (writer) => writePort(writer, port));
  }

  private claim(name: string): string {
    if (name === '' || this.names.has(name)) throw new Error(`The name '${name}' is taken`);
    this.names.add(name);
    return name;
  }

  /** A name that no input or output of ours can have: those hold no ':'. */
  private unique(stem: string): string {
    return this.claim(`${stem}:${this.names.size}`);
  }
}

function numberKey(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function writeNode(writer: ProtobufWriter, node: Node): void {
  for (const input of node.inputs) writer.text(1, input);
  for (const output of node.outputs) writer.text(2, output);
  writer.text(3, node.outputs[0] ?? '').text(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) writer.message(5, (attribute) => writeAttribute(attribute, name, value));
  if (node.domain !== '') writer.text(7, node.domain);
}

function writeAttribute(writer: ProtobufWriter, name: string, value: Attribute): void {
  writer.text(1, name);
  if (typeof value === 'number') writer.integer(3, value).integer(20, 2);
  else if (typeof value === 'string') writer.text(4, value).integer(20, 3);
  else if (isList(value)) writeList(writer, value);
  else if ('float' in value) writer.float(2, value.float).integer(20, 1);
  else writer.message(5, (tensor) => writeTensor(tensor, value, '')).integer(20, 4);
}

function writeList(writer: ProtobufWriter, values: readonly number[] | readonly string[]): void {
  const isText = values.some((value) => typeof value === 'string');
  for (const value of values) {
    if (typeof value === 'string') writer.text(9, value);
    else writer.integer(8, value);
  }
  writer.integer(20, isText ? 8 : 7);
}

function isList(value: Attribute): value is readonly number[] | readonly string[] {
  return Array.isArray(value);
}

function writePort(writer: ProtobufWriter, port: Port): void {
  writer.text(1, port.name);
  writer.message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.integer(1, ELEMENT[port.type]).message(2, (shape) => {
        for (const dim of port.shape) shape.message(1, (writer) => (typeof dim === 'number' ? writer.integer(1, dim) : writer.text(2, dim)));
      }),
    ),
  );
}

import type { ProtobufWriter } from './protobuf.ts';

/** Numbers of TensorProto.DataType. */
export const ELEMENT = { uint8: 2, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type ElementType = keyof typeof ELEMENT;

/** A tensor with its values, row by row. */
export type TensorData =
  | { readonly type: 'double' | 'int64' | 'uint8'; readonly dims: readonly number[]; readonly data: readonly number[] }
  | { readonly type: 'bool'; readonly dims: readonly number[]; readonly data: readonly boolean[] }
  | { readonly type: 'string'; readonly dims: readonly number[]; readonly data: readonly string[] };

export const doubles = (data: readonly number[], dims: readonly number[] = [data.length]): TensorData => checked({ type: 'double', dims, data });
export const int64s = (data: readonly number[], dims: readonly number[] = [data.length]): TensorData => checked({ type: 'int64', dims, data });
export const uint8s = (data: readonly number[], dims: readonly number[] = [data.length]): TensorData => checked({ type: 'uint8', dims, data });
export const bools = (data: readonly boolean[], dims: readonly number[] = [data.length]): TensorData => checked({ type: 'bool', dims, data });
export const strings = (data: readonly string[], dims: readonly number[] = [data.length]): TensorData => checked({ type: 'string', dims, data });

function checked(tensor: TensorData): TensorData {
  const size = tensor.dims.reduce((product, dim) => product * dim, 1);
  if (size !== tensor.data.length) throw new RangeError(`A tensor of ${tensor.dims.join('×')} holds ${size} values, not ${tensor.data.length}`);
  return tensor;
}

/** Writes the fields of a TensorProto. Numbers go as raw little-endian bytes, so that every bit of a double survives. */
export function writeTensor(writer: ProtobufWriter, tensor: TensorData, name: string): void {
  writer.packedIntegers(1, tensor.dims).integer(2, ELEMENT[tensor.type]);
  if (tensor.type === 'string') for (const value of tensor.data) writer.text(6, value);
  writer.text(8, name);
  if (tensor.type !== 'string') writer.blob(9, rawBytes(tensor));
}

function rawBytes(tensor: Exclude<TensorData, { type: 'string' }>): Uint8Array {
  if (tensor.type === 'bool') return Uint8Array.from(tensor.data, Number);
  if (tensor.type === 'uint8') return Uint8Array.from(tensor.data);
  const view = new DataView(new ArrayBuffer(tensor.data.length * 8));
  tensor.data.forEach((value, i) => {
    if (tensor.type === 'double') view.setFloat64(i * 8, value, true);
    else view.setBigInt64(i * 8, BigInt(value), true);
  });
  return new Uint8Array(view.buffer);
}

/** One key for one tensor, to the bit: equal constants are stored once. */
export function tensorKey(tensor: TensorData): string {
  const values = tensor.type === 'double' ? tensor.data.map((value) => (Object.is(value, -0) ? '-0' : String(value))) : tensor.data;
  return JSON.stringify([tensor.type, tensor.dims, values]);
}

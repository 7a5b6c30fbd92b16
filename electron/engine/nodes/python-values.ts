import { pythonNumber, pythonString } from '../expr/python-literal.ts';
import type { PythonValue } from './node.ts';

/** A literal of Python for what a parameter holds. */
export function pythonLiteral(value: null | boolean | number | string): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? pythonString(value) : pythonNumber(value);
}

/** An array of float64; null is NaN. */
export const floats = (values: readonly (number | null)[]): PythonValue => ({ array: values, dtype: 'float64' });

/** An array of object; null is NaN. */
export const objects = (values: readonly (string | number | null)[]): PythonValue => ({ array: values, dtype: 'object' });

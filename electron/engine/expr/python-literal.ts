/** A Python string literal in double quotes and ASCII: no text is anything but that text. */
export function pythonString(value: string): string {
  let text = '"';
  for (const character of value) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === '\\') text += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) text += character;
    else if (code <= 0xff) text += `\\x${code.toString(16).padStart(2, '0')}`;
    else text += code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return `${text}"`;
}

/** A Python float literal, to the bit; negative ones in parentheses. Missing (NaN) and infinities are names of NumPy. */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'np.nan';
  if (!Number.isFinite(value)) return value > 0 ? 'np.inf' : '(-np.inf)';
  const text = String(Math.abs(value));
  const float = /[.e]/.test(text) ? text : `${text}.0`;
  return value < 0 || Object.is(value, -0) ? `(-${float})` : float;
}

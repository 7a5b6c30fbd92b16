/** The texts of `metadata_props` of an ONNX file: ONNX Runtime for Node does not hand them out. */
export function readMetadata(model: Uint8Array): Map<string, string> {
  const metadata = new Map<string, string>();
  for (const { field, content } of fields(model)) {
    if (field !== 14) continue;
    const entry = new Map([...fields(content)].map((part) => [part.field, new TextDecoder().decode(part.content)]));
    metadata.set(entry.get(1) ?? '', entry.get(2) ?? '');
  }
  return metadata;
}

/** The fields of a protobuf message; of those without a length, the content is empty. */
function* fields(bytes: Uint8Array): Generator<{ readonly field: number; readonly content: Uint8Array }> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new Error('The ONNX file ends in the middle of a field');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [field, wire] = [Math.floor(tag / 8), tag % 8];
    let length = 0;
    if (wire === 0) varint();
    else if (wire === 2) length = varint();
    else if (wire === 5) at += 4;
    else if (wire === 1) at += 8;
    else throw new Error(`The ONNX file has a field of the unknown wire type ${wire}`);
    yield { field, content: bytes.subarray(at, at + length) };
    at += length;
  }
}

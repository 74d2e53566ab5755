import type { TypedData } from './rpc-types.ts';

/** JSON text of what a function returned; `null` for nothing. Bytes become base64, as the extension makes them. */
export function toJsonText(data: TypedData | null | undefined): string {
  if (!data) return 'null';
  if (typeof data.json === 'string') return data.json;
  if (typeof data.string === 'string') return JSON.stringify(data.string);
  const number = data.int ?? data.double;
  if (typeof number === 'number') return String(number);
  if (data.bytes) return JSON.stringify(Buffer.from(data.bytes).toString('base64'));
  return 'null';
}

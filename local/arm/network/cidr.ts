/** An IPv4 block: its first address as a number, and how many it has. */
export interface Block {
  first: number;
  size: number;
}

/** `10.0.1.0/24` as a block, or undefined when it is none. */
export function parseCidr(text: string): Block | undefined {
  const read = readCidr(text);
  return read && read.first % read.size === 0 ? read : undefined;
}

/** The block that an address lies in which does not begin one: `10.0.1.0/24` for `10.0.1.7/24`. */
export function blockAround(text: string): string | undefined {
  const read = readCidr(text);
  return read && `${addressText(read.first - (read.first % read.size))}/${text.split('/')[1]}`;
}

function readCidr(text: string): Block | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text)?.slice(1).map(Number);
  if (!parts) return undefined;
  const [bits = 0] = parts.slice(4);
  const octets = parts.slice(0, 4);
  if (bits > 32 || octets.some((octet) => octet > 255)) return undefined;
  return { first: octets.reduce((value, octet) => value * 256 + octet, 0), size: 2 ** (32 - bits) };
}

export function contains(outer: Block, inner: Block): boolean {
  return inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
}

export function overlaps(a: Block, b: Block): boolean {
  return a.first < b.first + b.size && b.first < a.first + a.size;
}

export function addressText(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** The number of an address, or undefined when it is none. */
export function addressNumber(text: string): number | undefined {
  return parseCidr(`${text}/32`)?.first;
}

/** What a member of a body holds. `shown`: what the service works out itself; sent back to it, it is ignored. */
export type Kind =
  | 'text'
  | 'flag'
  | 'integer'
  | 'number'
  | 'duration'
  | 'time'
  | 'object'
  | 'reference'
  | 'list'
  | 'map'
  | 'anything'
  | 'shown';

/** How a value is kept when it is not kept as sent; see normal-forms.ts. */
export type NormalForm = 'goneWhenEmpty' | 'goneWhenOff' | 'emptyWhenStandard' | 'goneWhenNone';

export interface Members {
  readonly [name: string]: Member;
}

/** What one member of a body may be. The tables in this folder say it of every member, and are all that is checked by. */
export interface Member {
  readonly kind: Kind;
  /** What the service calls an object's type in its refusals. */
  readonly type?: string;
  readonly members?: Members;
  /** The items of a list or map. */
  readonly of?: Member;
  readonly required?: true;
  readonly values?: readonly string[];
  readonly pattern?: RegExp;
  /** Of a number; of a duration in ISO 8601. */
  readonly range?: readonly [number, number] | readonly [string, string];
  /** How long a text or list may be. */
  readonly length?: readonly [number, number];
  /** Never changes once it is there; `unset` is what it is when nobody has said. */
  readonly fixed?: { unset?: unknown };
  /** A write takes it whole, in place of what was there; other objects are merged. */
  readonly replaced?: true;
  readonly normal?: NormalForm;
  /** Taken and never shown. */
  readonly secret?: true;
  /** The type of the resource a reference leads to. */
  readonly to?: string;
  /** Whoever sends the whole resource where one refers to it is understood. */
  readonly whole?: true;
}

export const text: Member = { kind: 'text' };
export const flag: Member = { kind: 'flag' };
export const integer: Member = { kind: 'integer' };
export const number: Member = { kind: 'number' };
export const duration: Member = { kind: 'duration' };
export const time: Member = { kind: 'time' };
export const anything: Member = { kind: 'anything' };
export const shown: Member = { kind: 'shown' };

export function object(type: string, members: Members): Member {
  return { kind: 'object', type, members };
}

export function list(of: Member): Member {
  return { kind: 'list', of };
}

export function map(of: Member): Member {
  return { kind: 'map', of };
}

/** `{id}` of a resource; `to` as `Microsoft.Network/loadBalancers/probes`, left out where anything will do. */
export function reference(to?: string): Member {
  return { kind: 'reference', type: 'SubResource', ...(to !== undefined && { to }) };
}

/** A reference that may also be sent as the whole resource it leads to, as the network takes it. */
export function linked(to?: string): Member {
  return { ...reference(to), whole: true };
}

export function oneOf(...values: string[]): Member {
  return { kind: 'text', values };
}

export function required(member: Member): Member {
  return { ...member, required: true };
}

export function range(member: Member, from: number, to: number): Member {
  return { ...member, range: [from, to] };
}

/** A duration in ISO 8601 from one to another. */
export function lasting(from: string, to: string): Member {
  return { kind: 'duration', range: [from, to] };
}

export function length(member: Member, from: number, to: number): Member {
  return { ...member, length: [from, to] };
}

export function matching(pattern: RegExp): Member {
  return { kind: 'text', pattern };
}

export function fixed(member: Member, unset?: unknown): Member {
  return { ...member, fixed: { unset } };
}

export function replaced(member: Member): Member {
  return { ...member, replaced: true };
}

export function kept(member: Member, normal: NormalForm): Member {
  return { ...member, normal };
}

export function secret(member: Member): Member {
  return { ...member, secret: true };
}

import { notSimulated } from '../errors.ts';
import type { World } from '../world.ts';
import type { Answer, OctopusRequest } from './request.ts';

/** One REST operation. */
export type Operation = (request: OctopusRequest, world: World) => Answer;

/** Operations by `METHOD path/{parameter}`, the path without `/api` and space. */
export type Routes = Readonly<Record<string, Operation>>;

export interface Match {
  /** The key of the route, under which calls are counted. */
  readonly route: string;
  readonly operation: Operation;
  readonly params: Record<string, string>;
}

interface Route {
  route: string;
  operation: Operation;
  segments: string[];
}

export type Router = (method: string, path: string) => Match;

/** Finds the operation of a request; a 501 when there is none. Literal segments win over parameters. */
export function makeRouter(routes: Routes): Router {
  const byShape = new Map<string, Route[]>();
  for (const [route, operation] of Object.entries(routes)) {
    const [method = '', path = ''] = route.split(' ');
    const segments = path.split('/');
    const shape = `${method} ${segments.length}`;
    const sameShape = [...(byShape.get(shape) ?? []), { route, operation, segments }];
    byShape.set(
      shape,
      sameShape.sort((one, other) => parameterCount(one) - parameterCount(other)),
    );
  }
  return (method, path) => {
    const segments = path.split('/').map(decode);
    for (const route of byShape.get(`${method} ${segments.length}`) ?? []) {
      const params = matchSegments(route.segments, segments);
      if (params) return { route: route.route, operation: route.operation, params };
    }
    throw notSimulated(`${method} /api/${path}`);
  };
}

function parameterCount(route: Route): number {
  return route.segments.filter((segment) => segment.startsWith('{')).length;
}

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
    else if (part !== segment.toLowerCase()) return undefined;
  }
  return params;
}

/** The path after `/api`, taken apart into its space and the rest. */
export function splitSpace(path: string): { space: string | undefined; rest: string } {
  const trimmed = path.replace(/^\/(?:api\/?|(?=\.well-known\/))/i, '').replace(/\/+$/, '');
  const [first = '', second, ...others] = trimmed.split('/');
  if (/^spaces-\d+$/i.test(first)) return { space: decode(first), rest: [second, ...others].join('/') };
  if (first.toLowerCase() === 'spaces' && second !== undefined && others.length > 0)
    return { space: decode(second), rest: others.join('/') };
  return { space: undefined, rest: trimmed };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // A stray percent sign is part of the name then, and finds nothing.
    return segment;
  }
}

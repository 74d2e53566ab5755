import type * as z from 'zod';
import type { Role } from '../../../shared/contracts/access.ts';

export interface AnswerForm {
  description: string;
  /** Absent for an answer without a body. */
  schema?: z.ZodType;
  /** JSON, unless it is another. */
  type?: string;
  /** By name: what the header says. */
  headers?: Record<string, string>;
}

/** One operation of the HTTP API as data: its route is registered from it, and it stands in docs/openapi.json. */
export interface Operation {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'OPTIONS';
  /** Without the prefix `api/`; `{name}` for each parameter of `path`. */
  route: string;
  tag: 'fleets' | 'rollouts' | 'events' | 'service';
  /** Who may call it, at least. */
  role: Role;
  summary: string;
  description?: string;
  path?: Record<string, z.ZodType>;
  query?: Record<string, z.ZodType>;
  /** Headers of the request. */
  header?: Record<string, z.ZodType>;
  body?: { schema: z.ZodType; isOptional?: boolean; mayBeYaml?: boolean };
  /** By status. */
  answers: Record<number, AnswerForm>;
  /** Statuses of problems that are its own, beside `EVERYWHERE`. */
  problems: number[];
  /** Its callers are programs that cannot sign in: it takes a key in every mode. */
  isKeyed?: boolean;
  /** Everybody may call it, without a key and without a name: it must say nothing of anybody. */
  isOpen?: boolean;
  /** It tells an orchestration something. */
  tells?: boolean;
}

/** Problems of every operation: a parameter that it does not have, no access (403: not with this role), a mistake of ours, or a service behind us that refuses, is away, or is full. */
export const EVERYWHERE = [400, 401, 403, 500, 502, 503, 507];

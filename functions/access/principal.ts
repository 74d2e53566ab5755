import type { HttpRequest } from '@azure/functions';
import * as z from 'zod';
import { type Role, ROLES } from '../../shared/contracts/access.ts';

/** Who calls, as far as it is known. */
export interface Caller {
  /** Absent when a key let them in: keys have no names. */
  name?: string;
  /** What they may do at most; absent for somebody without any role. */
  role?: Role;
}

const HEADER = 'x-ms-client-principal';

/** As App Service hands it to the app: https://learn.microsoft.com/azure/app-service/configure-authentication-user-identities */
const Principal = z.object({
  name_typ: z.string().nullish(),
  role_typ: z.string().nullish(),
  claims: z.array(z.object({ typ: z.string(), val: z.string() })),
});
type Principal = z.infer<typeof Principal>;

/** Roles of the app registration, the strongest last. */
const APP_ROLES: Record<string, Role> = {
  'Fleet.Viewer': 'viewer',
  'Fleet.Operator': 'operator',
  'Fleet.Admin': 'admin',
};
const EMAIL = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress';
/** The first of these that is there; programs have none but their app's id. */
const NAMES = ['preferred_username', EMAIL, 'name', 'appid', 'azp'];

/** Who the header says is calling; `undefined` when there is none, or none that can be read. */
export function principalIn(request: HttpRequest): Caller | undefined {
  const header = request.headers.get(HEADER);
  const principal = header ? Principal.safeParse(decoded(header)).data : undefined;
  if (!principal) return undefined;
  const role = strongestRole(principal);
  return { name: nameOf(principal), ...(role ? { role } : {}) };
}

export function hasPrincipal(request: HttpRequest): boolean {
  return request.headers.has(HEADER);
}

function decoded(header: string): unknown {
  try {
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as unknown;
  } catch {
    return undefined; // Whoever sends such a thing is nobody.
  }
}

function strongestRole({ claims, role_typ }: Principal): Role | undefined {
  const given = claims
    .filter(({ typ }) => typ === 'roles' || typ === role_typ)
    .flatMap(({ val }) => (Object.hasOwn(APP_ROLES, val) ? APP_ROLES[val] : []));
  return ROLES.findLast((role) => given.includes(role));
}

function nameOf({ claims, name_typ }: Principal): string {
  const types = [...NAMES.slice(0, 2), ...(name_typ ? [name_typ] : []), ...NAMES.slice(2)];
  const found = types.map((type) => claims.find(({ typ }) => typ === type)?.val).find(Boolean);
  // It stands on timelines: one line, and not a long one.
  return (found ?? 'somebody without a name').replaceAll(/\p{C}+/gu, ' ').slice(0, 100);
}

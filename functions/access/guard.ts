import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { invalid } from '../../shared/contracts/problem.ts';
import type { Operation } from '../http/operations/operation.ts';
import { ROLES } from '../../shared/contracts/access.ts';
import { answer } from '../http/problem-details.ts';
import type { AccessMode } from '../../shared/contracts/access.ts';
import { type Caller, hasPrincipal, principalIn } from './principal.ts';

/** What answers a request; the problems that it throws become the answer in one place, the guard. */
export type Handler = (
  request: HttpRequest,
  context: InvocationContext,
  caller: Caller,
) => Promise<HttpResponseInit>;

type Guarded = Pick<Operation, 'method' | 'role' | 'isKeyed' | 'isOpen'>;

/** The key that the host asks for before the app hears of a request. */
export function keyLevel(
  mode: AccessMode,
  { role, isKeyed, isOpen }: Guarded,
): 'anonymous' | 'function' | 'admin' {
  if (isOpen) return 'anonymous';
  if (mode === 'entra' && !isKeyed) return 'anonymous';
  // A handler cannot learn which key was used, so the host must tell the two apart.
  return mode === 'keys' && role === 'admin' ? 'admin' : 'function';
}

/** Stands before every handler: nobody gets further than their role, and whatever problem is thrown behind it is answered. */
export function guarded(mode: AccessMode, operation: Guarded, handler: Handler) {
  return (request: HttpRequest, context: InvocationContext): Promise<HttpResponseInit> =>
    answer(async () => {
      if (operation.isOpen) return handler(request, context, {});
      const caller = callerIn(request, mode, operation);
      refuseUnlessAllowed(caller, operation);
      return handler(request, context, caller);
    });
}

/** Throws 401 for somebody who is nobody. */
function callerIn(request: HttpRequest, mode: AccessMode, operation: Guarded): Caller {
  // On a machine of one's own a principal can only make less of the key's holder.
  const isSignedIn = mode === 'local' && hasPrincipal(request);
  if (mode === 'local' && !isSignedIn) return { role: 'admin' };
  // The host has seen the key; whatever else the request says of its sender, anybody could have written.
  if (mode === 'keys' || (operation.isKeyed && !isSignedIn)) return { role: operation.role };
  const caller = principalIn(request);
  if (!caller) throw invalid('notSignedIn', 'Nobody is signed in.', 'Sign in at /.auth/login/aad.');
  refuseForeignPages(request, operation);
  return caller;
}

function refuseUnlessAllowed({ name, role }: Caller, operation: Guarded): void {
  if (role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(operation.role)) return;
  const has = role === undefined ? 'has no role here' : `is ${role}`;
  throw invalid(
    'roleMissing',
    `This needs the role ${operation.role}; ${name ?? 'the caller'} ${has}.`,
    'Ask whoever administers the app registration for it.',
  );
}

/** A browser sends its cookie also for other people's pages, which can neither set a header nor hide where they are from. */
function refuseForeignPages(request: HttpRequest, { method }: Guarded): void {
  if (method === 'GET' || request.headers.has('authorization')) return;
  const origin = request.headers.get('origin');
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  const isOwn = origin === null || URL.parse(origin)?.host === host;
  if (isOwn && request.headers.has('x-fleet-request')) return;
  throw invalid(
    'foreignPage',
    'The request does not show that it comes from this app’s own pages.',
    'Send a bearer token, or the header x-fleet-request: 1 from the app’s own pages.',
  );
}

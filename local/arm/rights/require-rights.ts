import { ArmError } from '../errors.ts';
import type { ReceivedRequest } from '../http/messages.ts';
import { isObject } from '../json.ts';
import type { World } from '../world.ts';
import { actionOf, resourceTypeOf } from './action-of.ts';
import { allows, type PrincipalRecord } from './grant.ts';

/** What it takes to refer to something in a write, by its type in lower case; of others nothing is asked. */
const LINKED: Record<string, string> = {
  'microsoft.compute/diskencryptionsets': 'read',
  'microsoft.compute/galleries/images': 'read',
  'microsoft.compute/galleries/images/versions': 'read',
  'microsoft.compute/images': 'read',
  'microsoft.managedidentity/userassignedidentities': 'assign/action',
  'microsoft.network/applicationgateways/backendaddresspools': 'join/action',
  'microsoft.network/applicationsecuritygroups': 'joinIpConfiguration/action',
  'microsoft.network/loadbalancers/backendaddresspools': 'join/action',
  'microsoft.network/loadbalancers/inboundnatpools': 'join/action',
  'microsoft.network/loadbalancers/probes': 'join/action',
  'microsoft.network/networksecuritygroups': 'join/action',
  'microsoft.network/publicipaddresses': 'join/action',
  'microsoft.network/publicipprefixes': 'join/action',
  'microsoft.network/virtualnetworks/subnets': 'join/action',
};

/**
 * Refuses what the caller's roles do not allow, and a write that refers to what it may not join, assign or read. What a
 * template or the deletion of a group asks on the caller's behalf is not asked again.
 */
export function requireRights(world: World, request: ReceivedRequest): void {
  const token = /^Bearer\s+(\S+)/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const principal = world.store.principals.get(token);
  if (!principal) return;
  const client = `The client '${world.chance.guid('principal', token)}'`;
  const asked = askedBy(request);
  const [own, ...links] = asked;
  const lacking = asked.find(({ action, scope }) => !allows(principal.grants, action, scope));
  note(world, principal, lacking ? { refused: [lacking] } : { used: asked });
  if (!lacking || !own) return;
  if (lacking === own)
    throw refused(
      'AuthorizationFailed',
      `${client} does not have authorization to perform action '${own.action}' over scope '${own.scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    );
  const linked = links.filter(({ action, scope }) => !allows(principal.grants, action, scope));
  const quoted = (parts: string[]) => parts.map((part) => `'${part}'`).join(', ');
  throw refused(
    'LinkedAuthorizationFailed',
    `${client} has permission to perform action '${own.action}' on scope '${own.scope}'; however, it does not have permission to perform action(s) ${quoted(linked.map(({ action }) => action))} on the linked scope(s) ${quoted(linked.map(({ scope }) => scope))} (respectively) or the linked scope(s) are invalid.`,
  );
}

interface Asked {
  action: string;
  scope: string;
}

/** What a request does, and then what it refers to. */
function askedBy({ method, url, body }: ReceivedRequest): Asked[] {
  // A client that puts a resource id into an address may double the slash before it.
  const path = decodeURIComponent(url.split('?', 1)[0] ?? '')
    .replace(/\/+/g, '/')
    .replace(/\/$/, '');
  const scope = method === 'POST' ? path.slice(0, path.lastIndexOf('/')) : path;
  const isInside = (id: string) => `${id}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase());
  const ids = method === 'PUT' || method === 'PATCH' ? idsIn(body).filter((id) => !isInside(id)) : [];
  const links = [...new Set(ids)].flatMap((id) => {
    const type = resourceTypeOf(id);
    const verb = LINKED[type.toLowerCase()];
    return verb === undefined ? [] : [{ action: `${type}/${verb}`, scope: id }];
  });
  return [{ action: actionOf(method, path), scope }, ...links];
}

/** That something was refused is to last, although the request leaves no other trace. */
function note(
  world: World,
  principal: PrincipalRecord,
  { used = [], refused = [] }: { used?: Asked[]; refused?: Asked[] },
): void {
  const more = (known: string[], asked: Asked[]) => [
    ...new Set([...known, ...asked.map(({ action }) => action.toLowerCase())]),
  ];
  const next = { ...principal, used: more(principal.used, used), refused: more(principal.refused, refused) };
  if (next.used.length === principal.used.length && next.refused.length === principal.refused.length) return;
  world.store.principals.put(next);
  world.store.commit();
}

/** Resource ids anywhere in a body: those of references, and of identities, which are names of members. */
function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...(name.startsWith('/subscriptions/') ? [name] : []),
    ...(name === 'id' && typeof member === 'string' && member.startsWith('/subscriptions/') ? [member] : []),
    ...idsIn(member),
  ]);
}

function refused(code: string, message: string): ArmError {
  return new ArmError(403, code, message).with({ headers: { 'x-ms-failure-cause': 'gateway' } });
}

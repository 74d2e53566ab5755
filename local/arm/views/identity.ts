import { createHash } from 'node:crypto';

import { isObject, textAt, without, type JsonObject } from '../json.ts';

const TENANT = '00000000-0000-0000-0000-000000000000';

/** An identity as read: the service tells which principals stand behind it. `owner` is the id of what has it. */
export function identityView(identity: JsonObject, owner: string): JsonObject {
  const type = textAt(identity, 'type') ?? '';
  const users = identity.userAssignedIdentities;
  return {
    ...without(identity, 'principalId', 'tenantId', 'userAssignedIdentities'),
    ...(/SystemAssigned/i.test(type) && { principalId: guidOf(`principal ${owner}`), tenantId: TENANT }),
    ...(isObject(users) && {
      userAssignedIdentities: Object.fromEntries(
        Object.keys(users).map((id) => [
          id,
          { principalId: guidOf(`principal ${id}`), clientId: guidOf(`client ${id}`) },
        ]),
      ),
    }),
  };
}

/** The same principal whenever it is asked for. */
function guidOf(text: string): string {
  const hex = createHash('sha256').update(text.toLowerCase()).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

import { length, list, object, oneOf, required, shown, text } from './member.ts';

/** A management lock: of a resource, a resource group or a subscription. */
export const lock = object('ManagementLockObject', {
  id: shown,
  name: shown,
  type: shown,
  systemData: shown,
  properties: object('ManagementLockProperties', {
    level: required(oneOf('NotSpecified', 'CanNotDelete', 'ReadOnly')),
    notes: length(text, 0, 512),
    owners: list(object('ManagementLockOwner', { applicationId: text })),
  }),
});

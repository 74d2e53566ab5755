import { fixed, object, required, shown, text } from './member.ts';
import { tags } from './tags.ts';

/** A resource group. A PUT replaces its tags, a PATCH too when it has any. */
export const resourceGroup = object('ResourceGroupDefinition', {
  id: shown,
  name: shown,
  type: shown,
  location: required(fixed(text)),
  managedBy: text,
  tags,
  properties: object('ResourceGroupProperties', { provisioningState: shown }),
});

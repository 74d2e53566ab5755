import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Grant } from '../../../local/arm/rights/grant.ts';

export type Grade = 'watch' | 'react' | 'rollouts';

interface RoleDefinition {
  type: string;
  properties: { roleName: string; permissions: { actions: string[]; notActions: string[] }[] };
}

/** What is deployed with everything on, as the Bicep CLI works it out; a test keeps it current. */
export function snapshot<T>(name: 'minimal' | 'everything' | 'events'): T[] {
  const path = join(__dirname, '../../../infra/snapshots', `${name}.snapshot.json`);
  const { predictedResources } = JSON.parse(readFileSync(path, 'utf8')) as { predictedResources: T[] };
  return predictedResources;
}

/** The actions of a role of infra/. */
export function actionsOf(role: Grade | 'shared' | 'subscription'): string[] {
  const found = snapshot<RoleDefinition>('everything').find(
    ({ type, properties }) =>
      type === 'Microsoft.Authorization/roleDefinitions' &&
      properties.roleName.startsWith(`Fleet Conductor ${role} `),
  );
  if (!found) throw new Error(`infra/ has no role ${role}`);
  return found.properties.permissions.flatMap(({ actions }) => actions);
}

/** What the app's identity is given in a grade: on the resource group of the scale sets, and for rollouts on the subscription. */
export function grantsOf(grade: Grade, group: string): Grant[] {
  const subscription = group.split('/resourceGroups/')[0] ?? '';
  return [
    { scope: group, actions: actionsOf(grade) },
    ...(grade === 'rollouts' ? [{ scope: subscription, actions: actionsOf('subscription') }] : []),
  ];
}

import { scaleSetId } from '../../../local/launcher/seed-outside.ts';

/** A fleet over one of the seeded scale sets, as an operator writes it. */
export function fleetOver(scaleSet: 'web' | 'api' = 'web') {
  const [role, project] = scaleSet === 'web' ? ['web-server', 'Web Shop'] : ['api-server', 'Orders API'];
  return {
    scaleSet: scaleSetId(scaleSet),
    octopus: { environment: 'Production', roles: [role], projects: [{ project }] },
  };
}

/** A fleet over a scale set that Azure may not know. */
export function fleetOverScaleSet(scaleSet: string) {
  return { ...fleetOver('web'), scaleSet };
}

import * as z from 'zod';
import { Fleet } from '../../../shared/contracts/fleet.ts';

/** JSON Schema of the body of `PUT /api/fleets/{fleet}`: what is said in it, not what defaults add. */
export function fleetSchema() {
  const { $schema, ...form } = z.toJSONSchema(Fleet, { io: 'input', target: 'draft-2020-12' });
  return {
    $schema,
    title: 'Fleet',
    description:
      'A fleet of Fleet Conductor, as PUT /api/fleets/{fleet} takes it: a VM scale set and the revisions that rollouts make of it, where their machines are registered in Octopus Deploy, and what is deployed to them.',
    ...form,
  };
}

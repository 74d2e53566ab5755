import fc from 'fast-check';
import { markOf } from './ground-truth.ts';
import { INSTALLATION } from './world.ts';

export const SOUTH = 'south';
export const INSTALLATIONS = [INSTALLATION, SOUTH];
export const FLEETS = ['web', 'api'];
/** Whose scale sets are whose: the installations know nothing of each other, their machines are never the same. */
export const SCALE_SETS: Record<string, string[]> = {
  [INSTALLATION]: ['web', 'api', 'spare'],
  [SOUTH]: ['far', 'deep', 'east'],
};

interface Whose {
  /** The installation. */
  by: string;
  fleet: string;
}
/** `which` counts round whatever there is at the moment. */
export type Act =
  | ({ what: 'put'; which: number; roles: string[]; ownerRole: string | undefined; polls: boolean } & Whose)
  | ({ what: 'approved'; removals: number } & Whose)
  | ({ what: 'letGo'; which: number } & Whose)
  | ({ what: 'deleted' } & Whose)
  | { what: 'scaled'; scaleSet: string; to: number }
  | { what: 'replaced'; scaleSet: string; which: number }
  | { what: 'registerThemselves'; scaleSet: string; roles: string[]; marks: string[] }
  | { what: 'handMade'; roles: string[]; marks: string[] }
  | { what: 'marksChanged'; which: number; marks: string[] };

const ROLES = [['server'], ['web-server'], ['server', 'web-server']];
/** What people write where a role of their own should stand. */
const OWNER_ROLES = [
  ...[undefined, undefined, 'owned', 'server', 'fleet-web', 'fleet-api'],
  ...[markOf('web'), markOf('api', SOUTH)],
];
const HAND_MADE = [['server'], ['server', 'fleet-web'], ['web-server', 'owned'], ['server', 'fleet-api']];
const MARKS = [
  ...[[], [], [markOf('web')], [markOf('api')], [markOf('web', SOUTH)], [markOf('web', 'north')]],
  [markOf('web'), markOf('web', SOUTH)],
];

const whose = { by: fc.constantFrom(...INSTALLATIONS), fleet: fc.constantFrom(...FLEETS) };
const which = fc.nat(11);
const marks = fc.constantFrom(...MARKS);
const roles = fc.constantFrom(...ROLES);
const scaleSet = fc.constantFrom(...Object.values(SCALE_SETS).flat());

const put = fc.record({
  ...{ what: fc.constant('put' as const), ...whose, which, roles },
  ...{ ownerRole: fc.constantFrom(...OWNER_ROLES), polls: fc.boolean() },
});
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 2, arbitrary: put },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('scaled' as const), scaleSet, to: fc.nat(3) }) },
  fc.record({ what: fc.constant('approved' as const), ...whose, removals: fc.nat(6) }),
  fc.record({ what: fc.constant('letGo' as const), ...whose, which }),
  fc.record({ what: fc.constant('deleted' as const), ...whose }),
  fc.record({ what: fc.constant('replaced' as const), scaleSet, which }),
  fc.record({ what: fc.constant('registerThemselves' as const), scaleSet, roles, marks }),
  fc.record({
    ...{ what: fc.constant('handMade' as const), roles: fc.constantFrom(...HAND_MADE), marks },
  }),
  fc.record({ what: fc.constant('marksChanged' as const), which, marks }),
);

/** Fleets of two installations as people write them, and what people, machines and Azure do then. */
export const ownershipStories: fc.Arbitrary<Act[]> = fc
  .tuple(fc.array(put, { minLength: 3, maxLength: 4 }), fc.array(act, { minLength: 4, maxLength: 9 }))
  .map(([fleets, then]) => [...fleets, ...then]);

import { Fleet } from '../../../shared/contracts/fleet.ts';
import {
  Accepted,
  DeploymentPlan,
  Explanation,
  FleetAnswer,
  ReactionAnswer,
  TimelinePage,
} from '../../../shared/view/answers.ts';
import { FleetPage, InstancePage, ReactionPage } from './answers.ts';
import { ReconcileRequest } from './bodies.ts';
import type { Operation } from './operation.ts';
import {
  FLEET,
  IF_ABSENT,
  IF_MATCH,
  INSTANCE,
  INSTANCE_FILTER,
  ONCE,
  PAGE,
  REACTION,
  SHORT_PAGES,
  TIMELINE_FILTER,
} from './parameters.ts';

const TAG = { etag: 'For If-Match of what is written next.' };

/** Fleets, and what is known of them. */
export const FLEETS = {
  listFleets: {
    ...{ method: 'GET', route: 'fleets', tag: 'fleets', role: 'viewer' },
    summary: 'The fleets, by name, in pages',
    query: PAGE,
    answers: { 200: { description: 'A page of fleets.', schema: FleetPage } },
    problems: [400],
  },
  getFleet: {
    ...{ method: 'GET', route: 'fleets/{fleet}', tag: 'fleets', role: 'viewer' },
    summary: 'A fleet, and what goes on in it',
    path: FLEET,
    answers: { 200: { description: 'The fleet.', schema: FleetAnswer } },
    problems: [400, 404],
  },
  putFleet: {
    ...{ method: 'PUT', route: 'fleets/{fleet}', tag: 'fleets', role: 'admin', tells: true },
    summary: 'Creates a fleet or replaces it whole; it is looked at at once',
    path: FLEET,
    header: { ...IF_MATCH, ...IF_ABSENT },
    body: { schema: Fleet, mayBeYaml: true },
    answers: {
      200: { description: 'The fleet as it was replaced.', schema: FleetAnswer, headers: TAG },
      201: {
        description: 'The fleet as it was created.',
        schema: FleetAnswer,
        headers: { location: 'Where the fleet is.', ...TAG },
      },
    },
    problems: [400, 409, 412, 413, 415],
  },
  deleteFleet: {
    ...{ method: 'DELETE', route: 'fleets/{fleet}', tag: 'fleets', role: 'admin', tells: true },
    summary: 'Ends the care for a fleet',
    description: 'Machines, targets, ledger and timeline stay.',
    path: FLEET,
    header: IF_MATCH,
    answers: { 204: { description: 'It is not cared for any more.' } },
    problems: [400, 404, 409, 412],
  },
  reconcileFleet: {
    ...{ method: 'POST', route: 'fleets/{fleet}/reconcile', tag: 'fleets', role: 'operator', tells: true },
    summary: 'Looks at the fleet now, and says yes to what it asked for',
    path: FLEET,
    header: ONCE,
    body: { schema: ReconcileRequest, isOptional: true },
    answers: {
      202: {
        description: 'It looks soon.',
        schema: Accepted,
        headers: { location: 'Where the fleet is.', 'operation-location': 'Where it can be followed.' },
      },
    },
    problems: [400, 404, 413, 415],
  },
  listInstances: {
    ...{ method: 'GET', route: 'fleets/{fleet}/instances', tag: 'fleets', role: 'viewer' },
    summary: 'The fleet’s instances, and why each stands where it stands',
    path: FLEET,
    query: { ...PAGE, ...INSTANCE_FILTER },
    answers: { 200: { description: 'A page of instances, by vmId.', schema: InstancePage } },
    problems: [400, 404],
  },
  readTimeline: {
    ...{ method: 'GET', route: 'fleets/{fleet}/timeline', tag: 'fleets', role: 'viewer' },
    summary: 'Every decision about the fleet with its reason, newest first',
    description: SHORT_PAGES,
    path: FLEET,
    query: { ...PAGE, ...TIMELINE_FILTER },
    answers: { 200: { description: 'A page of the timeline.', schema: TimelinePage } },
    problems: [400, 404],
  },
  explain: {
    ...{ method: 'GET', route: 'fleets/{fleet}/explain', tag: 'fleets', role: 'viewer' },
    summary:
      'Why an instance is, or is not, registered, deployed to and pruned, in the words of the decisions',
    path: FLEET,
    query: INSTANCE,
    answers: { 200: { description: 'What there is to say of it.', schema: Explanation } },
    problems: [400, 404],
  },
  previewDeployments: {
    ...{ method: 'GET', route: 'fleets/{fleet}/deployments/plan', tag: 'fleets', role: 'viewer' },
    summary:
      'Which deployments would be asked for if the fleet were looked after now; asks Octopus, and changes nothing',
    path: FLEET,
    answers: { 200: { description: 'The deployments, in the fleet’s order.', schema: DeploymentPlan } },
    problems: [400, 404],
  },
  listReactions: {
    ...{ method: 'GET', route: 'fleets/{fleet}/reactions', tag: 'fleets', role: 'viewer' },
    summary: 'The fleet’s reactions, newest first',
    path: FLEET,
    query: PAGE,
    answers: { 200: { description: 'A page of reactions.', schema: ReactionPage } },
    problems: [400, 404],
  },
  getReaction: {
    ...{ method: 'GET', route: 'fleets/{fleet}/reactions/{reaction}', tag: 'fleets', role: 'viewer' },
    summary: 'A reaction with its deployments and their exact machines',
    path: { ...FLEET, ...REACTION },
    answers: { 200: { description: 'The reaction.', schema: ReactionAnswer } },
    problems: [400, 404],
  },
} satisfies Record<string, Operation>;

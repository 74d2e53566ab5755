import { FleetName } from '../../../shared/contracts/fleet.ts';
import { TimelinePage } from '../../../shared/view/answers.ts';
import { RolloutAnswer, RolloutTaken } from '../../../shared/view/rollout-answers.ts';
import { PlannedRollout, RolloutPage } from './answers.ts';
import { CommandRequest, PolicyDocument } from './bodies.ts';
import type { Operation } from './operation.ts';
import { COMMAND, ONCE, PAGE, ROLLOUT, SHORT_PAGES, TIMELINE_FILTER } from './parameters.ts';

const FOLLOW = { location: 'Where the rollout is.', 'operation-location': 'Where it can be followed.' };

/** Rollouts of new images. */
export const ROLLOUTS = {
  planRollout: {
    ...{ method: 'POST', route: 'rollouts/plan', tag: 'rollouts', role: 'viewer' },
    summary: 'What a rollout would do, and whether it could; changes nothing',
    body: { schema: PolicyDocument, mayBeYaml: true },
    answers: { 200: { description: 'The plan.', schema: PlannedRollout } },
    problems: [400, 404, 409, 413, 415],
  },
  startRollout: {
    ...{ method: 'POST', route: 'rollouts', tag: 'rollouts', role: 'operator', tells: true },
    summary: 'Begins a rollout, if nothing speaks against it',
    header: ONCE,
    body: { schema: PolicyDocument, mayBeYaml: true },
    answers: {
      202: {
        description: 'It is on record and begins.',
        schema: RolloutTaken,
        headers: FOLLOW,
      },
    },
    problems: [400, 404, 409, 413, 415],
  },
  listRollouts: {
    ...{ method: 'GET', route: 'rollouts', tag: 'rollouts', role: 'viewer' },
    summary: 'A fleet’s rollouts, newest first',
    query: { fleet: FleetName, ...PAGE },
    answers: { 200: { description: 'A page of rollouts.', schema: RolloutPage } },
    problems: [400],
  },
  getRollout: {
    ...{ method: 'GET', route: 'rollouts/{rollout}', tag: 'rollouts', role: 'viewer' },
    summary: 'A rollout: where it stands, why, and what may be asked of it',
    path: ROLLOUT,
    answers: { 200: { description: 'The rollout.', schema: RolloutAnswer } },
    problems: [404],
  },
  readRolloutTimeline: {
    ...{ method: 'GET', route: 'rollouts/{rollout}/timeline', tag: 'rollouts', role: 'viewer' },
    summary: 'Every decision of the rollout with its reason, newest first',
    description: SHORT_PAGES,
    path: ROLLOUT,
    query: { ...PAGE, ...TIMELINE_FILTER },
    answers: { 200: { description: 'A page of the timeline.', schema: TimelinePage } },
    problems: [400, 404],
  },
  commandRollout: {
    ...{ method: 'POST', route: 'rollouts/{rollout}/{command}', tag: 'rollouts', role: 'operator' },
    ...{ tells: true },
    summary: 'Tells a rollout something; it is kept durably and obeyed at its next turn',
    path: { ...ROLLOUT, ...COMMAND },
    body: { schema: CommandRequest, isOptional: true },
    answers: {
      200: { description: 'It was obeyed before.', schema: RolloutTaken, headers: FOLLOW },
      202: { description: 'It is obeyed at the next turn.', schema: RolloutTaken, headers: FOLLOW },
    },
    problems: [400, 404, 409, 413, 415],
  },
} satisfies Record<string, Operation>;

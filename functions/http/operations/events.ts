import { Accepted } from '../../../shared/view/answers.ts';
import { QuarantinePage } from './answers.ts';
import { ScaleNotice } from './bodies.ts';
import type { Operation } from './operation.ts';
import { PAGE } from './parameters.ts';

/** The door for notices, and what led to nothing there. */
export const EVENTS = {
  postScaleEvent: {
    ...{ method: 'POST', route: 'scale-events', tag: 'events', role: 'operator', tells: true },
    isKeyed: true,
    summary: 'Takes word that a scale set may have changed',
    body: { schema: ScaleNotice },
    answers: {
      202: {
        description: 'The fleet looks soon.',
        schema: Accepted,
        headers: { location: 'Where the fleet is.' },
      },
    },
    problems: [400, 404, 413, 415],
  },
  refuseHandshake: {
    ...{ method: 'OPTIONS', route: 'scale-events', tag: 'events', role: 'operator' },
    isKeyed: true,
    summary: 'Says that no subscription of Event Grid can deliver here',
    answers: {},
    problems: [405],
  },
  listQuarantined: {
    ...{ method: 'GET', route: 'events/quarantined', tag: 'events', role: 'viewer' },
    summary: 'Events that led to nothing, and why, newest first',
    query: PAGE,
    answers: { 200: { description: 'A page of events.', schema: QuarantinePage } },
    problems: [400],
  },
} satisfies Record<string, Operation>;

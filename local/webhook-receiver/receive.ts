import { type Outcome, Refused, type World } from './model.ts';
import { deploy, status } from './rules/deployments.ts';
import { type Question, questionIn } from './rules/question.ts';
import { checkHealth, deregister, listTargets, register } from './rules/targets.ts';
import { type Head, whyNotTrusted } from './signature.ts';

type Rule = (world: World, question: Question) => Outcome;

/** The endpoints, by the last part of their addresses. */
export const ENDPOINTS: Readonly<Record<string, Rule>> = {
  register,
  deregister,
  targets: listTargets,
  health: checkHealth,
  deploy,
  status,
};

export interface Received {
  method: string;
  endpoint: string;
  head: Head;
  body: string;
}

/** What comes of one request, the signature checked before anything is believed. Throws `Refused`. */
export function receive(world: World, secret: string, { method, endpoint, head, body }: Received): Outcome {
  const rule = ENDPOINTS[endpoint];
  if (!rule) throw new Refused(404, `There is no endpoint ${endpoint}.`);
  if (method !== 'POST') throw new Refused(405, 'Only POST is taken.');
  const doubt = whyNotTrusted({ head, body }, { secret, now: world.now });
  if (doubt !== undefined) throw new Refused(401, doubt);
  return rule(world, questionIn(body));
}

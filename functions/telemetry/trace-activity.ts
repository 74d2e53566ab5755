import type { Activities, ActivityName } from '../../shared/contracts/activities.ts';
import type { Hint } from '../../shared/contracts/hint.ts';
import { describeSpan, inSpan, spanFailed } from '../../shared/telemetry/spans.ts';
import { isTelemetryOn, logLine } from '../../shared/telemetry/telemetry.ts';
import type { Dependencies } from '../dependencies.ts';
import { measureActivity } from './measure-activity.ts';

type Input = { fleet: string; reactionId?: string };
type Came = { parent?: string | undefined; links?: string[] };

/** Carriers of the latest reactions by fleet and id: every activity of one asks for it. */
const carriers = new Map<string, string | undefined>();
const MOST_CARRIERS = 200;

/** Runs an activity within a span of its reaction's trace, and counts what came of it. */
export async function traced<N extends ActivityName>(
  deps: Dependencies,
  { name, input }: { name: N; input: Activities[N]['input'] },
  work: () => Promise<Activities[N]['output']>,
): Promise<Activities[N]['output']> {
  if (!isTelemetryOn()) return work();
  const { fleet, reactionId }: Input = input;
  const attributes = { fleet, ...(reactionId ? { reaction: reactionId } : {}) };
  return inSpan({ name, kind: 'work', attributes, ...(await cameFrom(deps, input)) }, async () => {
    const answer = await work();
    if (answer.ok) await measureActivity(deps, { name, input, answer });
    else {
      const { code, message } = answer.problem;
      spanFailed(code);
      logLine({ severity: 'warn', message, attributes: { ...attributes, activity: name, code } });
      describeSpan({ 'problem.kind': answer.problem.kind });
    }
    return answer;
  });
}

/** A reaction goes on in the trace of what began it; what else led to it is linked. */
async function cameFrom(deps: Dependencies, input: Input & { hints?: { examples: Hint[] } }): Promise<Came> {
  const { fleet, reactionId, hints } = input;
  const kept = reactionId ? await keptCarrier(deps, fleet, reactionId) : undefined;
  const among = (hints?.examples ?? []).filter(({ trace }) => trace !== undefined);
  const links = [...new Set(among.flatMap(({ trace = [] }) => trace))];
  if (kept !== undefined) return { parent: kept, links };
  // One tick of the timer is for all fleets: as a parent it would make one trace of all that they do.
  const first = among.find(({ source }) => source !== 'timer');
  return { parent: first?.trace, links: links.filter((link) => link !== first?.trace) };
}

async function keptCarrier({ stores }: Dependencies, fleet: string, id: string): Promise<string | undefined> {
  const key = `${fleet}|${id}`;
  if (carriers.has(key)) return carriers.get(key);
  const reaction = await stores.reactions.get(fleet, id).catch(() => undefined);
  // One that is not there yet will be.
  if (!reaction) return undefined;
  const [oldest] = carriers.keys();
  if (carriers.size >= MOST_CARRIERS && oldest !== undefined) carriers.delete(oldest);
  carriers.set(key, reaction.trace);
  return reaction.trace;
}

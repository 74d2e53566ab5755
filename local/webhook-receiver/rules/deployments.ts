import { type Deployment, type Outcome, Refused, type World } from '../model.ts';
import { progressOf } from './progress.ts';
import { pageOf, type Question, text, textIfAny, texts } from './question.ts';

/** One deployment for each key, however often it is asked for. */
export function deploy(world: World, question: Question): Outcome {
  const { state } = world;
  const [owner = '', key = '', release = ''] = ['owner', 'key', 'release'].map((name) =>
    text(question, name),
  );
  const targets = texts(question, 'targets');
  const made = state.deployments.find((each) => each.owner === owner && each.key === key);
  if (made) return { state, answer: { deployment: made.id } };
  const strange = targets.filter(
    (id) => !state.targets.some((each) => each.id === id && each.owner === owner),
  );
  if (strange.length > 0) throw new Refused(400, `${owner} has no ${strange.join(', ')}.`);
  return begin(world, { owner, key, release, targets });
}

/** Makes it; whoever is off or does not answer is left out. */
export function begin(
  { state, now, settings }: World,
  wanted: Pick<Deployment, 'owner' | 'release' | 'targets' | 'key'>,
): Outcome {
  const isMeant = (id: string) => wanted.targets.length === 0 || wanted.targets.includes(id);
  const own = state.targets.filter(({ id, owner }) => owner === wanted.owner && isMeant(id));
  const reached = own.filter(({ disabled, vmId }) => !disabled && settings.machine(vmId) !== 'gone');
  const lastId = state.lastId + 1;
  const fails = state.bad[wanted.release];
  const why = fails === undefined ? {} : { fails };
  const made = {
    ...wanted,
    ...why,
    id: `deployment-${lastId}`,
    at: now,
    reached: reached.map(({ id }) => id),
  };
  const { owner, release } = wanted;
  const vmIds = reached.map(({ vmId }) => vmId);
  const done = { at: now, what: 'deployed' as const, owner, release, vmIds, deployment: made.id };
  const after = {
    ...{ ...state, lastId, deployments: [...state.deployments, made] },
    history: [...state.history, done],
  };
  return { state: after, answer: { deployment: made.id } };
}

/** How deployments stand, the newest first, and what the owner's machines are to have. */
export function status(world: World, question: Question): Outcome {
  const { state, settings } = world;
  const owner = text(question, 'owner');
  const key = textIfAny(question, 'key');
  const ids = question['deployments'] === undefined ? undefined : texts(question, 'deployments');
  const all = state.deployments
    .filter((each) => each.owner === owner && (key === undefined || each.key === key))
    .filter(({ id }) => ids?.includes(id) ?? true)
    .reverse();
  const limit = Number(question['limit'] ?? settings.pageSize);
  const size = Math.min(settings.pageSize, limit);
  const { page, ...cursor } = pageOf(all, { after: textIfAny(question, 'after'), size });
  const release = state.releases[owner] ?? state.releases['*'];
  return {
    state,
    answer: {
      release: release ? { version: release.version, since: new Date(release.since).toISOString() } : null,
      deployments: page.map((each) => shown(world, each)),
      ...cursor,
    },
  };
}

function shown(world: World, deployment: Deployment): Record<string, unknown> {
  const { id, key, release, targets, reached, at, fails } = deployment;
  const { state, startedAt } = progressOf(world, deployment);
  return {
    ...{ id, key, release, targets, state, createdAt: new Date(at).toISOString() },
    reached: state === 'queued' ? [] : reached,
    ...(startedAt === undefined ? {} : { startedAt: new Date(startedAt).toISOString() }),
    ...(state === 'failed' ? { message: fails } : {}),
  };
}

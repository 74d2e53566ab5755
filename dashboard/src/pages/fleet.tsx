import { Link } from 'wouter';
import type { FleetAnswer, RolloutHead, SettingsAnswer } from '../data/answers.ts';
import { useApi, useList, useMayAct } from '../data/use-api.ts';
import { fleetPath, nameIn, portalLink } from '../data/words.ts';
import { Answered } from '../parts/answered.tsx';
import { ExplainDialog } from '../parts/explain.tsx';
import { Fact } from '../parts/fact.tsx';
import { FleetActions } from '../parts/fleet-actions.tsx';
import { Instances } from '../parts/instances.tsx';
import { AdviceGiven, Problems } from '../parts/problems.tsx';
import { Reactions } from '../parts/reactions.tsx';
import { State } from '../parts/state.tsx';
import { Said } from '../parts/said.tsx';
import { Time } from '../parts/time.tsx';
import { Timeline } from '../parts/timeline.tsx';

const isBusy = ({ status }: FleetAnswer) => status.phase === 'reacting' || status.rollout !== undefined;

/** One fleet. `instance`: by its vmId, whose explanation is open. */
export function FleetPage({ name, instance }: { name: string; instance?: string }) {
  const path = fleetPath(name);
  const asked = useApi<FleetAnswer>(path, isBusy);
  const mayAct = useMayAct();
  return (
    <Answered asked={asked}>
      {(fleet) => (
        <>
          <header className="row">
            <h1>{name}</h1>
            {mayAct ? <FleetActions fleet={fleet} /> : null}
          </header>
          <Standing fleet={fleet} />
          <Problems problems={fleet.status.problems} />
          <AdviceGiven advice={fleet.status.advice ?? []} />
          <Instances path={path} isBusy={isBusy(fleet)} />
          <Rollouts name={name} />
          <Reactions path={path} isBusy={isBusy(fleet)} />
          <Timeline path={path} isBusy={isBusy(fleet)} hasTopics />
          {instance === undefined ? null : <ExplainDialog fleet={name} instance={instance} />}
        </>
      )}
    </Answered>
  );
}

function Standing({ fleet }: { fleet: FleetAnswer }) {
  const { status, scaleSet } = fleet;
  const { phase, since, machines, stalled, members } = status;
  return (
    <dl className="facts">
      <Fact name="State">
        <State state={stalled ? 'stalled' : phase} /> {since ? <Time at={since} /> : null}
      </Fact>
      <Fact name="Ready">{machines ? `${machines.ready} of ${machines.desired}` : 'not looked at yet'}</Fact>
      <Now status={status} />
      <Fact name="Scale sets">
        {(members.length > 0 ? members.map((each) => each.scaleSet) : [scaleSet]).map((id) => (
          <a key={id} href={portalLink(id)} rel="noreferrer">
            {nameIn(id)}
          </a>
        ))}
      </Fact>
      <Octopus fleet={fleet} />
      <Webhooks fleet={fleet} />
    </dl>
  );
}

/** What goes on, or keeps anything from going on. */
function Now({ status: { waiting, stalled, rollout } }: { status: FleetAnswer['status'] }) {
  return (
    <>
      {waiting ? (
        <Fact name="Waits for" isWide>
          <Said text={waiting.reason} /> Tried again <Time at={waiting.until} /> at the latest.
        </Fact>
      ) : null}
      {stalled ? (
        <Fact name="Nothing moves" isWide>
          {stalled.at}, <Time at={stalled.since} />
        </Fact>
      ) : null}
      {rollout ? (
        <Fact name="Rollout">
          <Link href={`/rollouts/${rollout.id}`}>
            <State state={rollout.state} />
          </Link>{' '}
          <Said text={rollout.waitsFor?.why ?? rollout.step ?? ''} />
        </Fact>
      ) : null}
    </>
  );
}

/** What is deployed to the fleet's machines, and where. */
function Octopus({ fleet: { octopus } }: { fleet: FleetAnswer }) {
  const servers = useApi<SettingsAnswer>('settings').data?.octopusServers ?? {};
  if (!octopus) return null;
  const url = servers[octopus.server];
  return (
    <Fact name="Octopus">
      {url === undefined ? octopus.server : <a href={url}>{octopus.environment}</a>}{' '}
      <span className="quiet">{octopus.projects.map(({ project }) => project).join(', ')}</span>
    </Fact>
  );
}

/** Which endpoints have the fleet's machines, in place of Octopus. */
function Webhooks({ fleet: { webhooks } }: { fleet: FleetAnswer }) {
  if (!webhooks) return null;
  const { register, deployments } = webhooks;
  return (
    <Fact name="Webhooks">
      {URL.parse(register)?.host} <span className="quiet">{deployments?.release ?? 'no deployments'}</span>
    </Fact>
  );
}

function Rollouts({ name }: { name: string }) {
  const list = useList<RolloutHead>(`rollouts?fleet=${encodeURIComponent(name)}`, { take: 5 });
  const heads = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (heads.length === 0) return null;
  return (
    <section aria-labelledby="rollouts">
      <h2 id="rollouts">Rollouts</h2>
      <ul className="heads">
        {heads.map(({ id, state, newUnit, stableUnit, createdAt, ended }) => (
          <li key={id}>
            <State state={state} /> <Link href={`/rollouts/${id}`}>{newUnit}</Link>{' '}
            <span className="quiet">
              {stableUnit === undefined ? 'the first' : `after ${stableUnit}`}, begun <Time at={createdAt} />
              {ended ? `: ${ended.reason}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { useLocation } from 'wouter';
import type { Explanation } from '../data/answers.ts';
import { useApi } from '../data/use-api.ts';
import { fleetPath, portalLink } from '../data/words.ts';
import { Answered } from './answered.tsx';
import { Dialog } from './dialog.tsx';
import { Said } from './said.tsx';
import { Time } from './time.tsx';

const SO = { registered: 'Registered', deployed: 'Deployed', pruned: 'Pruned' };
const NOT_SO = { registered: 'Not registered', deployed: 'Not deployed', pruned: 'Not pruned' };

/** Why an instance stands where it stands, in the words of the decisions. */
export function ExplainDialog({ fleet, instance }: { fleet: string; instance: string }) {
  const [, navigate] = useLocation();
  const path = fleetPath(fleet);
  const asked = useApi<Explanation>(`${path}/explain?instance=${encodeURIComponent(instance)}`);
  return (
    <Dialog title={asked.data?.instance?.name ?? instance} onClose={() => navigate(`/${path}`)}>
      <Answered asked={asked}>
        {({ instance: row, points, decisions }) => (
          <>
            {row ? <Who row={row} /> : null}
            <dl className="points">
              {points.map(({ about, projectId, isSo, why, nextStep, since }, index) => (
                <div key={`${about}${projectId}${index}`}>
                  <dt>
                    {isSo ? SO[about] : NOT_SO[about]} {projectId ?? ''}
                  </dt>
                  <dd>
                    <Said text={why} /> {since ? <Time at={since} /> : null}
                    {nextStep ? <p className="next">{nextStep}</p> : null}
                  </dd>
                </div>
              ))}
            </dl>
            <h3>Decisions that name it</h3>
            <ol className="timeline">
              {decisions.slice(0, 20).map(({ at, kind, message, reason }) => (
                <li key={`${at}${kind}${message}`}>
                  <Time at={at} />
                  <div>
                    <p>
                      <Said text={message} />
                    </p>
                    <p className="quiet">
                      <Said text={reason} />
                    </p>
                  </div>
                </li>
              ))}
            </ol>
          </>
        )}
      </Answered>
      <form method="dialog">
        <button>Close</button>
      </form>
    </Dialog>
  );
}

function Who({ row }: { row: NonNullable<Explanation['instance']> }) {
  return (
    <p className="quiet">
      {row.computerName} · {row.provisioningState} · first seen <Time at={row.firstSeen} /> ·{' '}
      <a href={portalLink(row.resourceId)}>in the portal</a>
    </p>
  );
}

import type { SettingsAnswer } from '../data/answers.ts';
import { useApi } from '../data/use-api.ts';
import { count } from '../data/words.ts';
import { Answered } from '../parts/answered.tsx';

const ACCESS: Record<SettingsAnswer['access'], string> = {
  entra: 'people and programs sign in with Microsoft Entra',
  keys: 'by the host’s keys, which say no names',
  local: 'on this machine: by its key, or on the sign-in page',
};

export function SettingsPage() {
  const asked = useApi<SettingsAnswer>('settings');
  return (
    <>
      <h1>Settings in force</h1>
      <Answered asked={asked}>
        {({ installation, access, reconcileSchedule, reconcileMinutes, octopusServers }) => (
          <section>
            <dl className="facts">
              <div>
                <dt>Installation</dt>
                <dd>
                  <code>{installation}</code>
                </dd>
              </div>
              <div>
                <dt>Access</dt>
                <dd>
                  {access}: {ACCESS[access]}
                </dd>
              </div>
              <div>
                <dt>Reconciles</dt>
                <dd>
                  each fleet within {count(reconcileMinutes, 'minute')} (<code>{reconcileSchedule}</code>)
                </dd>
              </div>
              <div>
                <dt>Octopus servers</dt>
                <dd>
                  {Object.entries(octopusServers).map(([name, url]) => (
                    <p key={name}>
                      {name}: <a href={url}>{url}</a>
                    </p>
                  ))}
                </dd>
              </div>
            </dl>
          </section>
        )}
      </Answered>
      <p className="after">
        <a href="../api/docs">The HTTP API</a>
      </p>
    </>
  );
}

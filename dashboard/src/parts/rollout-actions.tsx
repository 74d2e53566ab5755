import { useState } from 'react';
import type { Command, RolloutAnswer } from '../data/answers.ts';
import { tell } from '../data/api.ts';
import { Confirm } from './confirm.tsx';

interface Words {
  button: string;
  does: string;
  /** Shows the way back, which it takes. */
  isBack?: boolean;
  /** The fleet's name must be typed. */
  isSevere?: boolean;
}

const WORDS: Record<Command, Words> = {
  approve: { button: 'Approve', does: 'It goes on with the next step.' },
  reject: { button: 'Reject', does: 'It takes the way back.', isBack: true },
  pause: { button: 'Pause', does: 'It begins nothing new until it is resumed; what is open is awaited.' },
  resume: { button: 'Resume', does: 'It goes on where it stands.' },
  promote: { button: 'Promote', does: 'It passes the gate that it stands at without waiting for it.' },
  promoteFull: {
    button: 'Promote fully',
    does: 'It passes every gate that is left: nothing is verified any more.',
  },
  abort: { button: 'Abort', does: 'It takes the way back.', isBack: true },
  retry: { button: 'Retry', does: 'It tries again what failed.' },
  rollback: { button: 'Roll back', does: 'It takes the way back.', isBack: true, isSevere: true },
};
const ORDER: Command[] = [
  'approve',
  'promote',
  'resume',
  'retry',
  'pause',
  'promoteFull',
  'reject',
  'abort',
  'rollback',
];
const MAIN: Command[] = ['approve', 'resume', 'retry'];

/** What the rollout allows at the moment, each with what it would do. */
export function RolloutActions({ rollout }: { rollout: RolloutAnswer }) {
  const [open, setOpen] = useState<Command>();
  const { id, fleet, allowed, asked, wayBack } = rollout;
  const words = open === undefined ? undefined : WORDS[open];
  return (
    <div className="buttons">
      {asked.map(({ command, by }) => (
        <span className="quiet" key={command}>
          {command} by {by}…
        </span>
      ))}
      {ORDER.filter((command) => allowed.includes(command)).map((command) => (
        <button key={command} type="button" className={lookOf(command)} onClick={() => setOpen(command)}>
          {WORDS[command].button}…
        </button>
      ))}
      {open && words ? (
        <Confirm
          title={`${words.button}: ${fleet}`}
          verb={words.button}
          isSevere={words.isBack === true}
          {...(words.isSevere ? { typed: fleet } : {})}
          act={() => tell(`rollouts/${encodeURIComponent(id)}/${open}`)}
          onClose={() => setOpen(undefined)}
        >
          <p>{words.does}</p>
          {words.isBack ? <WayBack does={wayBack.does} /> : <Next rollout={rollout} />}
        </Confirm>
      ) : null}
    </div>
  );
}

function lookOf(command: Command): string {
  if (MAIN.includes(command)) return 'main';
  return WORDS[command].isBack ? 'severe' : '';
}

function WayBack({ does }: { does: string[] }) {
  if (does.length === 0)
    return <p className="quiet">Nothing was changed yet, so there is nothing to take back.</p>;
  return (
    <ol className="plan">
      {does.map((what) => (
        <li key={what}>{what}</li>
      ))}
    </ol>
  );
}

function Next({ rollout: { steps } }: { rollout: RolloutAnswer }) {
  const left = steps.filter(({ state }) => state === 'pending');
  if (left.length === 0) return null;
  return (
    <>
      <p>Then come:</p>
      <ol className="plan">
        {left.map(({ index, title }) => (
          <li key={index}>{title}</li>
        ))}
      </ol>
    </>
  );
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { Trouble } from './answered.tsx';
import { Dialog } from './dialog.tsx';

export interface Asking {
  title: string;
  /** What the button says that does it. */
  verb: string;
  isSevere?: boolean;
  /** What must be typed before it can be done. */
  typed?: string;
  act: () => Promise<unknown>;
  onClose: () => void;
  /** What it would do. */
  children: ReactNode;
}

/** Nothing is done that was not shown first; what is severe must be meant letter by letter. */
export function Confirm({ title, verb, isSevere = false, typed, act, onClose, children }: Asking) {
  const [said, say] = useState('');
  const id = useId();
  const cache = useQueryClient();
  const acting = useMutation({
    mutationFn: act,
    onSuccess: () => {
      onClose();
      return cache.invalidateQueries();
    },
  });
  const isMeant = typed === undefined || said === typed;
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {typed === undefined ? null : (
        <p>
          <label htmlFor={id}>
            Type <strong>{typed}</strong> to confirm
          </label>
          <input id={id} value={said} autoComplete="off" onChange={({ target }) => say(target.value)} />
        </p>
      )}
      {acting.error ? <Trouble error={acting.error} /> : null}
      <div className="buttons">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          className={isSevere ? 'severe' : 'main'}
          disabled={!isMeant || acting.isPending}
          onClick={() => acting.mutate()}
        >
          {acting.isPending ? 'Asking…' : verb}
        </button>
      </div>
    </Dialog>
  );
}

import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Dialog } from './dialog.tsx';
import { TIME_MODES, useClock } from './time.tsx';

const KEYS: [key: string, does: string][] = [
  ['g f', 'all fleets'],
  ['g e', 'events'],
  ['g s', 'settings'],
  ['/', 'to the filter'],
  ['t', 'times: relative, local, UTC'],
  ['?', 'this sheet'],
  ['Esc', 'closes it'],
];

const PLACES: Record<string, string> = { f: '/', e: '/events', s: '/settings' };

/** Whoever types into a field means the field. */
function isTyping({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey || document.querySelector('dialog[open]')) return true;
  return target instanceof HTMLElement && /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** The keys of all pages, and the sheet that tells them. */
export function KeySheet() {
  const [isOpen, setOpen] = useState(false);
  const [, navigate] = useLocation();
  const { mode, setMode } = useClock();
  useEffect(() => {
    let isGoing = false;
    const does: Record<string, (event: KeyboardEvent) => void> = {
      '?': () => setOpen(true),
      t: () => setMode(TIME_MODES[(TIME_MODES.indexOf(mode) + 1) % TIME_MODES.length] ?? 'relative'),
      '/': (event) => {
        event.preventDefault();
        document.querySelector<HTMLElement>('input[type=search]')?.focus();
      },
    };
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event)) return;
      const place = isGoing ? PLACES[event.key] : undefined;
      isGoing = event.key === 'g';
      if (place !== undefined) navigate(place);
      else does[event.key]?.(event);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [mode, setMode, navigate]);
  if (!isOpen) return null;
  return (
    <Dialog title="Keys" onClose={() => setOpen(false)}>
      <dl className="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button>Close</button>
      </form>
    </Dialog>
  );
}

import { Link, useLocation } from 'wouter';
import { useCaller } from '../data/use-api.ts';
import { ThemeChoice } from './theme.tsx';
import { TIME_MODES, useClock } from './time.tsx';

/** `holds`: the addresses that belong to it. */
const PAGES = [
  { href: '/', name: 'Fleets', holds: /^\/(?:$|fleets\/|rollouts\/)/ },
  { href: '/events', name: 'Events', holds: /^\/events$/ },
  { href: '/settings', name: 'Settings', holds: /^\/settings$/ },
];

export function Header() {
  const [path] = useLocation();
  const caller = useCaller();
  return (
    <header className="top">
      <Link href="/" className="brand">
        Fleet Conductor
      </Link>
      <nav aria-label="Pages">
        {PAGES.map(({ href, name, holds }) => (
          <Link
            key={href}
            href={href}
            className={holds.test(path) ? 'active' : ''}
            aria-current={holds.test(path) ? 'page' : undefined}
          >
            {name}
          </Link>
        ))}
      </nav>
      <div className="tools">
        <TimeChoice />
        <ThemeChoice />
        {caller ? (
          <span className="who">
            {caller.access === 'local' ? <span className="badge">local</span> : null}{' '}
            {caller.name ?? 'by key'} ({caller.role}){' '}
            {caller.access === 'keys' ? null : (
              <a href="/.auth/logout?post_logout_redirect_uri=/ui/">Sign out</a>
            )}
          </span>
        ) : null}
      </div>
    </header>
  );
}

function TimeChoice() {
  const { mode, setMode } = useClock();
  const next = TIME_MODES[(TIME_MODES.indexOf(mode) + 1) % TIME_MODES.length] ?? 'relative';
  return (
    <button type="button" className="plain" title="How times are shown (t)" onClick={() => setMode(next)}>
      <span className="label">Times: </span>
      {mode}
    </button>
  );
}

import { useEffect, useState } from 'react';

const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEPT_AS = 'fleet-conductor-theme';

/** As the system has it, unless a person wants it otherwise. */
export function ThemeChoice() {
  const [theme, setTheme] = useState<Theme>(
    () => THEMES.find((each) => each === localStorage.getItem(KEPT_AS)) ?? 'system',
  );
  useEffect(() => {
    localStorage.setItem(KEPT_AS, theme);
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return (
    <button type="button" className="plain" title="Light or dark" onClick={() => setTheme(next)}>
      <span className="label">Theme: </span>
      {theme}
    </button>
  );
}

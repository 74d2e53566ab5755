import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { connectionOf } from '../config/connection.ts';
import { type Io, say } from '../io.ts';
import { isRolloutId } from '../rollout-id.ts';
import type { Tools } from './tools.ts';

interface Asked {
  print?: boolean;
}

/** The dashboard at the right place. */
export function addOpenCommand(program: Command, tools: Tools): void {
  program
    .command('open [fleet-or-rollout]')
    .description('the dashboard, in the browser; says its address')
    .option('--print', 'only say it')
    .action((of: string | undefined, asked: Asked) => open(tools, of, asked));
}

async function open({ io, flags }: Tools, of: string | undefined, { print }: Asked): Promise<void> {
  const { server } = connectionOf(flags(), io);
  const address = `${server}/ui/#/${of === undefined ? '' : pageOf(of)}`;
  say(io.stdout, address);
  // Where nobody looks there is no browser either.
  if (!print && io.stdin?.isTTY && !(await opened(address, io)))
    say(io.stderr, '→ No browser could be opened; open that address yourself.');
}

function pageOf(of: string): string {
  return `${isRolloutId(of) ? 'rollouts' : 'fleets'}/${encodeURIComponent(of)}`;
}

const OPENERS: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Without a shell, which would read the address. */
function opened(address: string, { env }: Io): Promise<boolean> {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const child = spawn(command, [...args, address], {
      detached: true,
      stdio: 'ignore',
      env: env,
    });
    child.once('error', () => resolve(false));
    child.once('spawn', () => resolve(true));
    child.unref();
  });
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface ArmProcess {
  url: string;
  /** What it printed until it was ready. */
  output: string;
  /** As a power cut would. */
  kill(): Promise<void>;
}

/** The simulator as a program of its own. */
export async function armProcess(...options: string[]): Promise<ArmProcess> {
  const main = join(__dirname, '../../local/arm/main.ts');
  const child = spawn(process.execPath, [main, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url, output } = await readyLine(child);
  return {
    url,
    output,
    kill: async () => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function readyLine(child: ChildProcess): Promise<{ url: string; output: string }> {
  let text = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    text += chunk.toString();
    const url = /^ready (\S+)$/m.exec(text)?.[1];
    if (url !== undefined) return { url, output: text };
  }
  throw new Error(`the simulator did not start: ${text}`);
}

import { Writable } from 'node:stream';
import { runFleet } from '../../cli/run-fleet.ts';

export interface Ran {
  exit: number;
  out: string;
  err: string;
}

function kept(): { stream: Writable; text: () => string } {
  let all = '';
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      all += String(chunk);
      done();
    },
  });
  return { stream, text: () => all };
}

/** Runs the program as a shell would, in this process; `pause` is what happens while it waits. */
export async function fleet(
  args: string[],
  {
    env = {},
    pause = () => Promise.resolve(),
    now = () => Date.now(),
    terminal,
  }: {
    env?: Record<string, string>;
    pause?: (milliseconds: number) => Promise<void>;
    now?: () => number;
    /** Otherwise it writes into a pipe. */
    terminal?: { columns: number; rows: number };
  } = {},
): Promise<Ran> {
  const [out, err] = [kept(), kept()];
  if (terminal) Object.assign(out.stream, { isTTY: true, ...terminal });
  const exit = await runFleet(args, { stdout: out.stream, stderr: err.stream, env, now, pause });
  return { exit, out: out.text(), err: err.text() };
}

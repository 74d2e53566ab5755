import { Readable, Writable } from 'node:stream';
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
    input = '',
  }: {
    env?: Record<string, string>;
    pause?: (milliseconds: number) => Promise<void>;
    now?: () => number;
    /** Otherwise it writes into a pipe. */
    /** What is piped into it. */
    input?: string;
    terminal?: { columns: number; rows: number };
  } = {},
): Promise<Ran> {
  const [out, err] = [kept(), kept()];
  if (terminal) Object.assign(out.stream, { isTTY: true, ...terminal });
  const exit = await runFleet(args, {
    ...{ stdin: Readable.from([input]), stdout: out.stream, stderr: err.stream, now, pause },
    // Nobody's own contexts.
    env: { XDG_CONFIG_HOME: '/nowhere', ...env },
  });
  return { exit, out: out.text(), err: err.text() };
}

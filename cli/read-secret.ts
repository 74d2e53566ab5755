import { text } from 'node:stream/consumers';
import { EXIT } from './exit-codes.ts';
import { FleetError } from './fleet-error.ts';
import type { Io } from './io.ts';

const ENTER = /[\r\n\u0004]/;
const CTRL_C = '\u0003';
const BACKSPACE = /[\b\u007f]/;

/** From a pipe whole, from a person without showing what they type. */
export async function readSecret({ stdin, stderr }: Io, prompt: string): Promise<string> {
  if (!stdin) return '';
  if (!stdin.isTTY) return (await text(stdin)).trim();
  stderr.write(prompt);
  stdin.setRawMode?.(true);
  try {
    return await typed(stdin);
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
    stderr.write('\n');
  }
}

async function typed(stdin: NonNullable<Io['stdin']>): Promise<string> {
  let secret = '';
  for await (const chunk of stdin.iterator({ destroyOnReturn: false })) {
    for (const letter of String(chunk)) {
      if (ENTER.test(letter)) return secret.trim();
      if (letter === CTRL_C) throw new FleetError('Nothing was kept.', 'Run it again.', EXIT.interrupted);
      secret = BACKSPACE.test(letter) ? secret.slice(0, -1) : `${secret}${letter}`;
    }
  }
  return secret.trim();
}

import { ProblemError } from '../contracts/problem.ts';
import { counted } from './measures.ts';
import { describeSpan, inSpan } from './spans.ts';

/**
 * What a request to ARM is for, without a name of anybody's: `GET Microsoft.Compute/virtualMachineScaleSets`. The types of a
 * resource id stand at every second place after the last provider.
 */
export function armOperation(method: string, url: string): string {
  const [, last] = /.*\/providers\/([^?]*)/i.exec(url) ?? [];
  const [provider = '', ...rest] = (last ?? '').split('/');
  const types = rest.filter((_, place) => place % 2 === 0);
  const words = [provider, ...types].filter((word) => /^[A-Za-z.]{1,60}$/.test(word));
  return `${method} ${words.length > 0 ? words.join('/') : 'subscriptions'}`;
}

/** The same of Octopus: `GET machines`. Its ids end in numbers. */
export function octopusOperation(method: string, path: string): string {
  const [word = 'api'] = path.split('/').filter((part) => part !== 'api' && /^[a-z]{1,40}$/i.test(part));
  return `${method} ${word}`;
}

interface Answered {
  status: number;
}

/** One request to ARM, as a span and a count. */
export function armSpan<T extends Answered>(
  { method, url }: { method: string; url: string },
  send: () => Promise<T>,
): Promise<T> {
  const operation = armOperation(method, url);
  return inSpan({ name: `ARM ${operation}`, kind: 'client', attributes: { operation } }, async () => {
    const note = (status: string) => {
      counted('arm.calls', { operation, status });
      if (status === '429') counted('arm.throttled', { operation });
      describeSpan({ status });
    };
    return noted(send, note);
  });
}

/** One request to the Octopus server that the settings call so. */
export function octopusSpan<T extends Answered>(
  server: string,
  { method = 'GET', path }: { method?: string; path: string },
  send: () => Promise<T>,
): Promise<T> {
  const operation = octopusOperation(method, path);
  const attributes = { operation, server };
  return inSpan({ name: `Octopus ${operation}`, kind: 'client', attributes }, () =>
    noted(send, (status) => {
      counted('octopus.calls', { server, operation, status });
      describeSpan({ status });
    }),
  );
}

async function noted<T extends Answered>(send: () => Promise<T>, note: (status: string) => void): Promise<T> {
  try {
    const answer = await send();
    note(String(answer.status));
    return answer;
  } catch (error) {
    // What was not even sent is no call.
    if (!(error instanceof ProblemError && error.problem.kind === 'InvalidInput')) note('none');
    throw error;
  }
}

import { Agent, request } from 'node:http';
import { autoscaleNotice, type Doors, eventGridDelivery, type HintRequest } from './bodies.ts';

export interface Answers {
  /** Milliseconds from when the request was due to the end of its answer; refused ones are not in it. */
  latencies: number[];
  /** Answers that were no acknowledgement, by status; 0: no answer at all. */
  refused: Record<string, number>;
  seconds: number;
}

/** Where hints go. */
export interface Aim {
  url: string;
  doors: Doors;
}

/** Hints at a constant rate, whatever the answers do: one that waits behind others has waited since it was due. */
export async function sendAtRate(
  aim: Aim,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<Answers> {
  const sender = new Sender(aim);
  const began = performance.now();
  const total = perSecond * seconds;
  const due = (index: number) => began + (index * 1000) / perSecond;
  const sent: Promise<void>[] = [];
  while (sent.length < total) {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due(sent.length) - performance.now())));
    while (sent.length < total && due(sent.length) <= performance.now())
      sent.push(sender.send(due(sent.length)));
  }
  await Promise.all(sent);
  return sender.answers(began);
}

/** As many hints as are answered when so many senders each wait for the answer before the next. */
export async function sendAsFastAsPossible(
  aim: Aim,
  { senders, seconds }: { senders: number; seconds: number },
): Promise<Answers> {
  const sender = new Sender(aim);
  const began = performance.now();
  const until = began + seconds * 1000;
  const one = async () => {
    while (performance.now() < until) await sender.send(performance.now());
  };
  await Promise.all(Array.from({ length: senders }, one));
  return sender.answers(began);
}

class Sender {
  readonly #aim: Aim;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #latencies: number[] = [];
  readonly #refused: Record<string, number> = {};
  #sent = 0;

  constructor(aim: Aim) {
    this.#aim = aim;
  }

  /** The two doors in turn. */
  async send(due: number): Promise<void> {
    const make = this.#sent++ % 2 === 0 ? eventGridDelivery : autoscaleNotice;
    const status = await post(this.#aim.url, make(this.#aim.doors), this.#agent);
    if (status === 202) this.#latencies.push(performance.now() - due);
    else this.#refused[status] = (this.#refused[status] ?? 0) + 1;
  }

  answers(began: number): Answers {
    this.#agent.destroy();
    const seconds = (performance.now() - began) / 1000;
    return { latencies: this.#latencies, refused: this.#refused, seconds };
  }
}

function post(url: string, { path, headers, body }: HintRequest, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sending = request(`${url}${path}`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
    });
    sending.once('error', () => resolve(0));
    sending.once('response', (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    sending.end(body);
  });
}

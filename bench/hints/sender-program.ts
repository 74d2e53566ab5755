import { input, tellResult } from '../program.ts';
import { type Aim, type Answers, sendAsFastAsPossible, sendAtRate } from './send.ts';

export interface Order {
  aim: Aim;
  /** An open loop when a rate is given, else as many as possible from so many senders. */
  perSecond?: number;
  senders?: number;
  seconds: number;
}

function carriedOut({ aim, perSecond, senders = 16, seconds }: Order): Promise<Answers> {
  if (perSecond === undefined) return sendAsFastAsPossible(aim, { senders, seconds });
  return sendAtRate(aim, { perSecond, seconds });
}

tellResult(await carriedOut(input<Order>()));

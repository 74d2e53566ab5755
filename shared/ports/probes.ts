/** What came of asking over HTTP. Whoever is silent was asked; whoever could not be asked is no news of them. */
export type Reply =
  /** `body`: its beginning, as far as it is wanted at all. */
  | { of: 'answer'; status: number; body: string }
  /** Refused, reset, too late, or nothing that is HTTP. */
  | { of: 'silence'; why: string }
  /** The name is unknown, the certificate is not trusted, there is no way there, or the address may not be asked. */
  | { of: 'unasked'; why: string };

export interface Probe {
  /** Absolute, http or https. */
  url: string;
  timeoutSeconds: number;
}

/** A question to a service of the owner's, the same on repetition. */
export interface Question extends Probe {
  /** Named in the signed head: the same for every attempt to ask the same, so that it is answered once. */
  id: string;
  /** When it is asked (ISO 8601). */
  at: string;
  /** JSON. */
  body: string;
  /** The secret itself, to sign with; goes nowhere, and into no text. */
  signWith?: string | undefined;
}

/**
 * Asks machines and services of the owner's over HTTP. Never throws, never retries, follows no redirect, sends nothing of
 * ours but what is asked; the time-out is for all of it, and of an answer only a bounded beginning is read.
 */
export interface Probes {
  /** GET; of the answer only the status counts. */
  look(probe: Probe): Promise<Reply>;
  /** POST. */
  ask(question: Question): Promise<Reply>;
}

import { EXIT, type Exit } from './exit-codes.ts';

/** Something that a person can do something about: what happened, and what to do. */
export class FleetError extends Error {
  readonly nextStep: string;
  readonly exit: Exit;

  constructor(message: string, nextStep: string, exit: Exit = EXIT.failed) {
    super(message);
    this.name = 'FleetError';
    this.nextStep = nextStep;
    this.exit = exit;
  }
}

import type { Tools } from '../commands/tools.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { say } from '../io.ts';

export const LOOK_EVERY_MS = 2000;
/** Nobody who watches for hours wants to begin anew because a server was started anew. */
const PATIENCE_MS = 60_000;

/** Who answered before and is not reached now is asked again for a while. */
export function patient<T>({ io }: Tools, look: () => Promise<T>): () => Promise<T> {
  let hasAnswered = false;
  return async () => {
    for (let since: number | undefined; ;) {
      try {
        const seen = await look();
        hasAnswered = true;
        return seen;
      } catch (error) {
        if (!hasAnswered || !(error instanceof FleetError) || error.exit !== EXIT.failed) throw error;
        if (since === undefined) say(io.stderr, `${error.message} It is asked again for a minute.`);
        since ??= io.now();
        if (io.now() - since >= PATIENCE_MS) throw error;
        await io.pause(LOOK_EVERY_MS);
      }
    }
  };
}

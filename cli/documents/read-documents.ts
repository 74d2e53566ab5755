import { basename, extname } from 'node:path';
import { parse } from 'yaml';
import { Fleet, FleetName } from '../../shared/contracts/fleet.ts';
import { readText } from '../arguments.ts';
import type { Tools } from '../commands/tools.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { say } from '../io.ts';
import { errorLines, type FieldError } from '../show/field-errors.ts';
import type { WantedFleet } from './deeds.ts';

/** A rollout's policy as a file has it. */
export interface PolicyFile {
  file: string;
  text: string;
}

interface Documents {
  fleets: WantedFleet[];
  policies: PolicyFile[];
}

interface Verdict {
  kind: 'fleet' | 'policy';
  errors: FieldError[];
}

/** All of them are judged before anything is done; `kind` says that they are all of one. */
export async function readDocuments(
  { client, io }: Tools,
  files: string[],
  { kind, otherwise }: { kind?: Verdict['kind']; otherwise: string },
): Promise<Documents> {
  const read: Documents = { fleets: [], policies: [] };
  let wrong = 0;
  for (const file of files) {
    const text = readText(file);
    const query = kind ? `?kind=${kind}` : '';
    const judged = await client().postText<Verdict>(`/api/validate${query}`, text);
    const name = basename(file, extname(file));
    const errors = [...(judged.kind === 'fleet' ? errorsOfName(name) : []), ...judged.errors];
    if (errors.length > 0) {
      wrong += 1;
      say(io.stderr, [`✖ ${file}`, ...errorLines(errors)].join('\n'));
    } else if (judged.kind === 'policy') read.policies.push({ file, text });
    else read.fleets.push({ name, text, fleet: Fleet.parse(parse(text)) });
  }
  if (wrong === 0) return read;
  throw new FleetError(otherwise, 'Correct these files.', EXIT.problems);
}

function errorsOfName(name: string): FieldError[] {
  return FleetName.safeParse(name).success ? [] : [{ path: '', message: `${name} is no fleet’s name` }];
}

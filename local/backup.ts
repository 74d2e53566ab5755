import { parseArgs } from 'node:util';
import { backupFolder } from './launcher/state-folder/backup-folder.ts';

const USAGE = `npm run backup -- --to DIR [--state DIR]

Copies everything that npm start keeps, also while it runs; all of it as of one moment.

  --to DIR     a new folder for the copy
  --state DIR  the folder to copy (default .state)

To restore, stop the process and start it on a copy of that folder: npm start -- --state DIR`;

try {
  const { values } = parseArgs({
    options: {
      to: { type: 'string' },
      state: { type: 'string', default: '.state' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else if (values.to === undefined) throw new Error('--to is missing: name a new folder for the copy.');
  else console.log(`${values.to}: ${(await backupFolder(values.state, values.to)).join(', ')}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

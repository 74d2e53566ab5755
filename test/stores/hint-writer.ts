import { writeSync } from 'node:fs';
import { createSqliteRowStore } from '../../local/embedded-store/sqlite-row-store.ts';
import { createStores } from '../../shared/tables/create-stores.ts';
import { sampleHint } from './samples.ts';

/** Adds hints for as long as it lives, and says the id of each once it is stored: `node hint-writer.ts FILE PREFIX`. */
async function writeHints(path: string, prefix: string): Promise<never> {
  const { hints } = createStores(createSqliteRowStore(path));
  for (let i = 0; ; i += 1) {
    const id = `${prefix}-${i}`;
    await hints.add('shop', sampleHint(id, i));
    writeSync(1, `${id}\n`);
  }
}

const [, , path = '', prefix = ''] = process.argv;
void writeHints(path, prefix);

import { writeFileSync } from 'node:fs';

import { membersDocument } from './members-document.ts';

/** `npm run members`: writes docs/simulator-members.md anew. */
writeFileSync(new URL('../docs/simulator-members.md', import.meta.url), membersDocument());

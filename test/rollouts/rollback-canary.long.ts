import { itComesBackExactly } from '../support/rollout/rollback-matrix.ts';

itComesBackExactly(/canary/);

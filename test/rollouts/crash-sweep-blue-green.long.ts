import {
  itEndsTheSameWhereverItDies,
  BLUE_GREEN,
  BLUE_GREEN_AND_BACK,
} from '../support/rollout/rollout-crash-run.ts';

const RUNS = 25;

itEndsTheSameWhereverItDies('a blue/green rollout', BLUE_GREEN, {
  runs: RUNS,
  end: { state: 'succeeded', targets: { web__1: 3 }, ledger: { 'web__1 ready': 3 } },
});

itEndsTheSameWhereverItDies('a way back of a blue/green rollout', BLUE_GREEN_AND_BACK, {
  runs: RUNS,
  end: { state: 'rolledBack', targets: { web: 3 }, ledger: { 'web ready': 3 } },
});

/** A fix taken out again, as an edit of one file; the soak must notice what it was for. */
export interface Mutation {
  name: string;
  file: string;
  from: string;
  to: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'deployed is what the task says, not whom it reached',
    file: 'shared/domain/deployments/seen-deployment.ts',
    from: "if (!deployedToMachineIds.includes(machineId)) return 'leftOut';",
    to: 'void deployedToMachineIds;',
  },
  {
    name: 'a machine made anew keeps its releases',
    file: 'shared/domain/targets/link-row.ts',
    from: 'return { ...row, releases: {}, renewedAt: at,',
    to: 'return { ...row, renewedAt: at,',
  },
  {
    name: 'a list that is short proves nobody gone',
    file: 'functions/activities/see-scale-set.ts',
    from: 'const isThere = await deps.scaleSets.hasInstance(fleet.scaleSet, { resourceId, vmId });',
    to: 'const isThere = true; void [fleet, resourceId];',
  },
  {
    name: 'a request without an answer is taken as not made',
    file: 'functions/activities/request-deployments.ts',
    from: "const found = recorded.state === 'asking' ? await findMade(requesting, recorded) : undefined;",
    to: 'const found = undefined as Awaited<ReturnType<typeof findMade>>;',
  },
  {
    name: 'nobody is late',
    file: 'shared/domain/lateness.ts',
    from: 'const present = rows.filter(isPresent);\n  return present',
    to: 'const present = rows.filter(isPresent);\n  return present.slice(0, 0)',
  },
  {
    name: 'whoever asks to be waited for is waited for',
    file: 'orchestrators/steps/patiently.ts',
    from: 'LONGEST_ASKED_SECONDS = 30 * 60;',
    to: 'LONGEST_ASKED_SECONDS = 1e9;',
  },
  {
    name: 'what the store refused is not done again',
    file: 'local/host/durable-engine/dispatcher.ts',
    from: 'this.#retries.later({ key, error, again: attempt });',
    to: 'void attempt;',
  },
  {
    name: 'an orchestration that has ended stays so',
    file: 'functions/inbox/tell-fleet.ts',
    from: "await (isCommand || waking === 'unanswered' ? ringOrRestart : ring)(client(), fleet);",
    to: 'await ring(client(), fleet);\n    void ringOrRestart;',
  },
];

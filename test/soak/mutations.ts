export interface Edit {
  file: string;
  from: string;
  to: string;
}

/** A fix taken out again; the soak must notice what it was for. */
export interface Mutation extends Edit {
  name: string;
  /** Where the same is seen to in more than one place. */
  also?: Edit[];
  /** The test that must notice, where it takes a story that hardly ever comes about by chance. */
  shownBy?: string;
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
    file: 'functions/activities/see-member.ts',
    from: 'const isThere = await deps.scaleSets.hasInstance(scaleSet, { resourceId, vmId });',
    to: 'const isThere = true; void [scaleSet, resourceId];',
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
    shownBy: 'test/host/store-faults.test.ts',
    file: 'local/host/durable-engine/dispatcher.ts',
    from: 'this.#retries.later({ key, error, again: attempt });',
    to: 'void attempt;',
  },
  {
    name: 'an orchestration that has ended stays so',
    shownBy: 'test/scenarios/stalled.test.ts',
    file: 'functions/inbox/tell-fleet.ts',
    from: "await (isCommand || waking === 'unanswered' ? ringOrRestart : ring)(client(), fleet);",
    to: 'await ring(client(), fleet);\n    void ringOrRestart;',
  },
  {
    name: 'who was left out is not due again',
    file: 'shared/domain/deployments/due.ts',
    from: "return state === 'refused' || state === 'leftOut';",
    to: "return state === 'refused';",
  },
  {
    name: 'refused once is refused for good',
    shownBy: 'test/scenarios/refusals.test.ts',
    file: 'shared/domain/deployments/due.ts',
    from: "return state === 'refused' || state === 'leftOut';",
    to: "return state === 'leftOut';",
  },
  {
    name: 'a disabled target is asked for',
    file: 'shared/domain/standing.ts',
    from: 'row.target !== undefined && !row.target.disabled',
    to: 'row.target !== undefined',
    also: [
      {
        file: 'shared/octopus/octopus-deployments.ts',
        from: 'found.filter(({ IsDisabled }) => !IsDisabled)',
        to: 'found',
      },
    ],
  },
  {
    name: 'a mark of others means nothing',
    file: 'shared/domain/targets/ownership.ts',
    from: 'return roles.find((role) => isMark(role) && key(role) !== key(mark));',
    to: 'return roles.length < 0 ? mark : undefined;',
  },
  {
    name: 'machines of the scale set before are missing from the list of the next',
    file: 'shared/domain/take-look.ts',
    from: 'if (memberOf(row, sighting.member) !== sighting.member) return row;',
    to: '',
    also: [
      {
        file: 'shared/domain/take-look.ts',
        from: '  if (memberOf(row, member) !== member) return false;\n',
        to: '',
      },
      {
        file: 'functions/activities/look-at-scale-set.ts',
        from: 'const before = withMember(stored, named.members.base);',
        to: 'const before = withMember(stored, named.members.base).map((row) => ({ ...row, member: named.members.base }));',
      },
    ],
  },
  {
    name: 'missing once is gone',
    file: 'shared/domain/take-look.ts',
    from: 'const secondsMissing = (Date.parse(at) - Date.parse(row.missingSince)) / 1000;',
    to: 'const secondsMissing = Infinity;',
  },
  {
    name: 'who has died since the plan is asked for',
    file: 'shared/domain/deployments/without-the-dead.ts',
    from: '!row?.target || !isReady(row) || row',
    to: '!row?.target || row',
  },
  {
    name: 'an old look is as good as a fresh one',
    shownBy: 'test/scenarios/late-look.test.ts',
    file: 'functions/activities/request-deployments.ts',
    from: 'deps.now().getTime() - Date.parse(lookedAt) > OLDEST_LOOK_SECONDS * 1000',
    to: 'deps.now().getTime() - Date.parse(lookedAt) > 1e12',
    also: [
      {
        file: 'orchestrators/steps/look.ts',
        from: 'const LOOK_GOOD_FOR_SECONDS = 60;',
        to: 'const LOOK_GOOD_FOR_SECONDS = 1e9;',
      },
    ],
  },
  {
    name: 'a request is looked for among the newest hundred',
    file: 'shared/octopus/find-deployment.ts',
    from: 'if (newest || reachesBackTo(page, trace)) return newest;',
    to: 'if (newest || reachesBackTo(page, trace) || page.Items.length > 0) return newest;',
  },
  {
    name: 'whoever is started under another id cares as well',
    file: 'orchestrators/care-for-fleet.ts',
    from: 'if (context.df.instanceId !== own)',
    to: "if (context.df.instanceId === '')",
  },
  {
    name: 'nobody is stalled',
    file: 'shared/domain/judge-progress.ts',
    from: 'if (minutesSince(since, now) < STALLED_AFTER_MINUTES) return undefined;',
    to: 'if (minutesSince(since, now) < STALLED_AFTER_MINUTES * 1e6) return undefined;',
  },
];

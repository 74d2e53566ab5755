/** A state folder that cannot be used: every file with what is wrong and what to do. */
export class FolderProblem extends Error {
  readonly problems: readonly string[];

  constructor(folder: string, problems: readonly string[]) {
    super(`The state folder ${folder} cannot be used:\n${problems.map((each) => `- ${each}`).join('\n')}`);
    this.name = 'FolderProblem';
    this.problems = problems;
  }
}

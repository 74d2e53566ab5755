import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { say } from '../io.ts';
import type { Tools } from './tools.ts';

const PATIENCE_MS = 1000;
/** The script asks a function of the package bash-completion, which not every bash has. */
const FOR_BASH_ALONE = `if ! declare -F _get_comp_words_by_ref >/dev/null; then
  _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD
    cur=\${words[cword]} prev=\${words[cword - 1]}
  }
fi`;

/** Completes commands, options and the names of fleets; last, as it completes what was added before it. */
export function addCompletionCommand(program: Command, tools: Tools): void {
  const root = tab(program, { completionCommandName: 'completion' });
  const added = program.commands.find((each) => each.name() === 'completion');
  added?.description(
    'a script that completes commands, options and names of fleets: source it in your shell',
  );
  let fleets: string[] = [];
  for (const command of root.commands.values())
    for (const argument of command.arguments.values())
      if (argument.name.startsWith('fleet'))
        argument.handler = (complete) => fleets.forEach((name) => complete(name, 'fleet'));
  program.hook('preAction', async (_program, action) => {
    if (action.name() === 'completion' && action.args[0] === 'bash') say(tools.io.stdout, FOR_BASH_ALONE);
    // What is completed is asked for beforehand: the answer must be ready when the shell's question is read.
    if (action.name() === 'complete') fleets = await namesOf(tools);
  });
}

/** A shell that waits is worse than one that completes nothing. */
async function namesOf({ client }: Tools): Promise<string[]> {
  const late = new Promise<string[]>((resolve) => setTimeout(resolve, PATIENCE_MS, []).unref());
  const found = async () => {
    const { items } = await client().get<{ items: { name: string }[] }>('/api/fleets?take=500');
    return items.map(({ name }) => name);
  };
  return Promise.race([found().catch(() => []), late]);
}

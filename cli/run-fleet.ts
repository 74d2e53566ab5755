import { Command, CommanderError, Option } from 'commander';
import { Client } from './client.ts';
import { addApplyCommand } from './commands/apply.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addConfigCommands } from './commands/config.ts';
import { addFleetCommands } from './commands/fleets.ts';
import { addLintCommand } from './commands/lint.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addLoginCommand } from './commands/login.ts';
import { addOpenCommand } from './commands/open.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addRolloutCommands } from './commands/rollouts.ts';
import { addSimulateEventCommand } from './commands/simulate-event.ts';
import { addStatusCommand } from './commands/status.ts';
import { addTimelineCommand } from './commands/timeline.ts';
import type { Tools } from './commands/tools.ts';
import { addWatchCommand } from './commands/watch.ts';
import { addWhatIfCommand } from './commands/what-if.ts';
import { type ConnectionFlags, connectionOf } from './config/connection.ts';
import { EXIT } from './exit-codes.ts';
import { FleetError } from './fleet-error.ts';
import { type Io, say } from './io.ts';
import manifest from './package.json' with { type: 'json' };
import { type Format, FORMATS } from './show/print.ts';

const HELP = `
Environment:
  FLEET_SERVER   where the API is (default: the context's; without one http://127.0.0.1:7071)
  FLEET_KEY      a key of the app (default on this machine: its local key)
  FLEET_TOKEN    a token of Microsoft Entra ID in place of a key
  FLEET_CONTEXT  the context to work with (default: the one of fleet config use-context)

Exit codes:
  0 ok   1 failed   2 usage   3 not found   4 not allowed   5 conflict   6 something needs a person: a document, a plan, a fleet
  10 rolled back or blocked   11 aborted   12 watched long enough, goes on   13 waits for a person   130 Ctrl-C`;

/** Runs one command line; answers what the program ends with. */
export async function runFleet(args: string[], io: Io): Promise<number> {
  let exit: number = EXIT.ok;
  const program = programOf(io, (wanted) => (exit = wanted));
  try {
    await program.parseAsync(args, { from: 'user' });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof FleetError)) throw error;
    say(io.stderr, `${error.message}\n→ ${error.nextStep}`);
    return error.exit;
  }
}

function programOf(io: Io, end: Tools['end']): Command {
  const program = new Command('fleet')
    .description('fleets of virtual machines, and rollouts of their images')
    .version(manifest.version)
    .option('--server <url>', 'where the API is')
    .option('--context <name>', 'the context to work with')
    .option('--token-file <file>', 'a file with a token')
    .addOption(
      new Option('-o, --output <format>', 'how answers are written').choices(FORMATS).default('text'),
    )
    .addHelpText('after', HELP)
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .showHelpAfterError('(fleet --help lists what there is)')
    .exitOverride();
  const flags = () => program.opts<ConnectionFlags & { output: Format }>();
  const tools: Tools = {
    ...{ io, end, flags },
    client: () => new Client(connectionOf(flags(), io)),
    format: () => flags().output,
  };
  addStatusCommand(program, tools);
  addFleetCommands(program, tools);
  addWatchCommand(program, tools);
  addTimelineCommand(program, tools);
  addLogsCommand(program, tools);
  addRolloutCommands(program, tools);
  addLintCommand(program, tools);
  addPlanCommand(program, tools);
  addWhatIfCommand(program, tools);
  addApplyCommand(program, tools);
  addOpenCommand(program, tools);
  addSimulateEventCommand(program, tools);
  addConfigCommands(program, tools);
  addLoginCommand(program, tools);
  addCompletionCommand(program, tools);
  return program;
}

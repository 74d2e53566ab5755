import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** On Windows these are batch files, which only a shell runs. */
const shell = process.platform === 'win32';

/** A setting of the azd environment; ends the hook when one is missing that it cannot do without. */
export function setting(name) {
  const value = process.env[name];
  if (!value) fail(`${name} is not set: run this by azd (azd hooks run ...), after azd provision.`);
  return value;
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Runs the Azure CLI and answers what it printed, read as JSON; ends the hook when it fails. */
export function az(...args) {
  const { status, text, said } = tryAz(...args);
  if (status !== 0) fail(`az ${args.slice(0, 4).join(' ')} failed: ${said}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** The same, for what may fail. */
export function tryAz(...args) {
  const { status, stdout, stderr, error } = run('az', [...args, '--only-show-errors', '--output', 'json']);
  if (error) fail(`The Azure CLI is needed (az login): ${error.message}`);
  return { status, text: stdout.trim(), said: stderr.trim() };
}

/** Keeps a value in the azd environment, for what follows. */
export function remember(name, value) {
  const { status, stderr } = run('azd', ['env', 'set', name, value]);
  if (status !== 0) fail(`azd env set ${name} failed: ${stderr}`);
}

/** Changes something in Microsoft Graph. The body goes by a file: shells differ in what they do to quotes. */
export function graph(method, path, body) {
  const uri = `https://graph.microsoft.com/v1.0/${path}`;
  if (body === undefined) return az('rest', '--method', method, '--uri', uri);
  return withFile(body, (file) => az('rest', '--method', method, '--uri', uri, '--body', `@${file}`));
}

export function withFile(content, use) {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-hook-'));
  const file = join(folder, 'content.json');
  try {
    writeFileSync(file, JSON.stringify(content));
    return use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function isSignIn() {
  return process.env['FLEET_ACCESS_MODE'] === 'entra';
}

function run(program, args) {
  const quoted = shell ? args.map((arg) => `"${arg.replaceAll('"', '\\"')}"`) : args;
  return spawnSync(program, quoted, { encoding: 'utf8', shell });
}

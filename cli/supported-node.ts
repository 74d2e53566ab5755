import manifest from './package.json' with { type: 'json' };

/** Said before anything else is loaded: an older Node would end in the middle of a command, with an error of its own. */
const oldest = manifest.engines.node.replace('>=', '');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  console.error(`fleet needs Node ${oldest} or newer; this is ${process.versions.node}.`);
  console.error('→ Install a newer Node, or put it first in PATH.');
  process.exit(1);
}

import { parseArgs } from 'node:util';

export const USAGE = `npm run webhook-receiver -- [flags]

The example receiver of a webhook registry, on 127.0.0.1, with everything in memory.

  --port N          default 7075
  --secret TEXT     what requests are signed with: whsec_ and base64 (default: that of npm start and the demos)
  --release TEXT    what all machines are to have (default: 1.0.0)
  --quiet           says nothing of requests
  --help            this text`;

/** Shared with whatever runs on this machine; worth nothing anywhere else. */
const LOCAL_SECRET = 'whsec_dGhlIHdlYmhvb2sgcmVjZWl2ZXIgb24gdGhpcyBtYWNoaW5l';

/** The flags of the program; throws an Error whose message says what to correct. `undefined`: help was asked for. */
export function readFlags(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '7075' },
      secret: { type: 'string', default: LOCAL_SECRET },
      release: { type: 'string', default: '1.0.0' },
      quiet: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    throw new Error('--port must be a port number, 0 to 65535 (0: any free one).');
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(values.secret))
    throw new Error('--secret must be whsec_ and base64.');
  return { ...values, port };
}

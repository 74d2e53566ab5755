import { parseArgs } from 'node:util';

export interface StartFlags {
  ports: { host: number; arm: number; octopus: number; machines: number };
  timeScale: number;
  stateDir: string;
  azure: boolean;
  /** Where the simulated Event Grid delivers to, when the app runs on another host. */
  events?: string;
}

export const USAGE = `npm start -- [flags]

  --port N          the app (default 7071)
  --arm-port N      the simulated Azure (default 7072)
  --octopus-port N  the simulated Octopus server (default 7073)
  --time-scale N    how many times as fast as the wall clock time passes (default 1)
  --state DIR       where everything is kept (default .state)
  --azure           a real subscription and a real Octopus server in place of the simulators:
                    signs in with DefaultAzureCredential; set OCTOPUS_URL and OCTOPUS_API_KEY
  --help            this text`;

/** The flags of `npm start`; throws an Error whose message says what to correct. `undefined`: help was asked for. */
export function readFlags(args: string[]): StartFlags | undefined {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '7071' },
      'arm-port': { type: 'string', default: '7072' },
      'octopus-port': { type: 'string', default: '7073' },
      'machines-port': { type: 'string', default: '0' },
      'time-scale': { type: 'string', default: '1' },
      state: { type: 'string', default: '.state' },
      azure: { type: 'boolean', default: false },
      events: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const timeScale = Number(values['time-scale']);
  if (!(timeScale > 0 && timeScale <= 10_000))
    throw new Error('--time-scale must be a number above 0, at most 10000.');
  if (values.azure && timeScale !== 1) throw new Error('--azure runs in real time: leave --time-scale out.');
  return {
    ports: {
      host: port('port', values.port),
      arm: port('arm-port', values['arm-port']),
      octopus: port('octopus-port', values['octopus-port']),
      machines: port('machines-port', values['machines-port']),
    },
    timeScale,
    stateDir: values.state,
    azure: values.azure,
    ...(values.events === undefined ? {} : { events: values.events }),
  };
}

function port(flag: string, value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new Error(`--${flag} must be a port number, 0 to 65535 (0: any free one).`);
}

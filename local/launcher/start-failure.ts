import { types } from 'node:util';

/** Why nothing started, and for a port that is taken, what to do about it. */
export function startFailure(error: unknown): string {
  if (!types.isNativeError(error)) return String(error);
  if (!('code' in error) || error.code !== 'EADDRINUSE' || !('port' in error)) return error.message;
  return `Port ${String(error.port)} is in use. Stop what listens there, or choose other ports: --port, --arm-port, --octopus-port.`;
}

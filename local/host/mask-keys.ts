import type { LogEntry } from './app-model/invoker.ts';

/** Keys as they stand in addresses and headers. Bounded, so that no text takes long. */
const KEYS = /((?:[?&]code=|x-functions-key["']?\s{0,3}[:=]\s{0,3}["']?))[^&\s"'<>]+/gi;

/** A log in which no key is to be read, whoever writes to it: errors like to quote the address they failed at. */
export function maskingKeys(log: (entry: LogEntry) => void): (entry: LogEntry) => void {
  return (entry) => {
    const message = entry.message.replace(KEYS, '$1***');
    log(message === entry.message ? entry : { ...entry, message });
  };
}

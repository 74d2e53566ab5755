import type { Client } from '../client.ts';
import type { ConnectionFlags } from '../config/connection.ts';
import type { Io } from '../io.ts';
import type { Format } from '../show/print.ts';

/** What every command works with. */
export interface Tools {
  io: Io;
  client: () => Client;
  flags: () => ConnectionFlags;
  format: () => Format;
  /** What the program ends with, unless it fails. */
  end: (exit: number) => void;
}

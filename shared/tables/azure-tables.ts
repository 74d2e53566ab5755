import { TableClient } from '@azure/data-tables';
import type { TableServiceClientOptions } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { ProblemError } from '../contracts/problem.ts';
import { azureStoreProblem, isMissingTable } from './azure-store-problem.ts';

const CALL_TIMEOUT_MS = 10_000;
const PIPELINE: TableServiceClientOptions = {
  retryOptions: { maxRetries: 2, retryDelayInMs: 200, maxRetryDelayInMs: 2000 },
};
const PREFIX = /^[A-Za-z][A-Za-z0-9]{0,40}$/;

/** Either `connectionString`, or `endpoint` (https) with `credential`. */
export interface AzureTablesOptions {
  connectionString?: string;
  endpoint?: string;
  credential?: TokenCredential;
  /** Up to 41 letters and digits; two apps with different prefixes share an account. */
  tablePrefix?: string;
  /** How long one call may take, retries included; 10 s unless said otherwise. */
  callTimeoutMs?: number;
}

/** The account's tables, each made before its first use. */
export interface AzureTables {
  /** Does `work` against the table, within the call's time. What it throws arrives as a `ProblemError`. */
  call<T>(table: string, work: (client: TableClient, abortSignal: AbortSignal) => Promise<T>): Promise<T>;
}

/** Connects to the account; no call is made yet. Throws Permanent `storeNotConfigured`. */
export function createAzureTables(options: AzureTablesOptions): AzureTables {
  const open = tableOpener(options);
  const deadline = () => AbortSignal.timeout(options.callTimeoutMs ?? CALL_TIMEOUT_MS);
  const ready = new Map<string, Promise<TableClient>>();
  const readyTable = (table: string) => {
    const known = ready.get(table);
    if (known) return known;
    const made = makeTable(open(table), deadline());
    ready.set(table, made);
    // A table that could not be made is made by the next call.
    made.catch(() => ready.delete(table));
    return made;
  };
  return {
    async call(table, work) {
      try {
        const client = await readyTable(table);
        return await work(client, deadline());
      } catch (error) {
        if (isMissingTable(error)) ready.delete(table);
        throw azureStoreProblem(error);
      }
    },
  };
}

async function makeTable(client: TableClient, abortSignal: AbortSignal): Promise<TableClient> {
  await client.createTable({ abortSignal });
  return client;
}

function tableOpener(options: AzureTablesOptions): (table: string) => TableClient {
  const { connectionString, endpoint, credential, tablePrefix = 'fleetconductor' } = options;
  if (!PREFIX.test(tablePrefix)) throw notConfigured('The table prefix must be up to 41 letters and digits.');
  if (connectionString) return connectionOpener(connectionString, tablePrefix);
  if (!endpoint || !credential) throw notConfigured('Neither a connection string nor an endpoint is set.');
  // A token in clear text is anybody's.
  if (!endpoint.startsWith('https://')) throw notConfigured('The endpoint must start with https://.');
  return (table) => new TableClient(endpoint, tablePrefix + table, credential, PIPELINE);
}

function connectionOpener(connectionString: string, tablePrefix: string): (table: string) => TableClient {
  // Azurite speaks http; whoever writes http into the connection string means it.
  const allowInsecureConnection = /(^|;)\s*(TableEndpoint=http:|DefaultEndpointsProtocol=http\s*(;|$))/i.test(
    connectionString,
  );
  const open = (table: string) =>
    TableClient.fromConnectionString(connectionString, tablePrefix + table, {
      ...PIPELINE,
      allowInsecureConnection,
    });
  try {
    open('check');
  } catch {
    // The client's own message may quote the connection string, key and all.
    throw notConfigured('The connection string is not one of a storage account.');
  }
  return open;
}

function notConfigured(message: string): ProblemError {
  return new ProblemError({
    kind: 'Permanent',
    code: 'storeNotConfigured',
    message,
    nextStep: 'Correct the storage settings of the app.',
  });
}

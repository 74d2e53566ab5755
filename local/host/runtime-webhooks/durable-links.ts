/** Where this host's durable management API is, and the links that clients are given. */
export interface DurableAddress {
  /** Scheme, host and port, without a slash at the end. */
  origin: string;
  hubName: string;
  systemKey: string;
}

export const DURABLE_PATH = '/runtime/webhooks/durabletask';
const ID_PLACEHOLDER = 'INSTANCEID';

/** The links for one instance, as the extension gives them to whoever started it. */
export function managementLinks(address: DurableAddress, instanceId: string): Record<string, string> {
  const id = instanceId === ID_PLACEHOLDER ? instanceId : encodeURIComponent(instanceId);
  const instance = `${address.origin}${DURABLE_PATH}/instances/${id}`;
  const query = `taskHub=${encodeURIComponent(address.hubName)}&connection=Storage&${keyQuery(address)}`;
  const action = (name: string) => `${instance}/${name}?reason={text}&${query}`;
  return {
    id: instanceId,
    statusQueryGetUri: `${instance}?${query}`,
    sendEventPostUri: `${instance}/raiseEvent/{eventName}?${query}`,
    terminatePostUri: action('terminate'),
    rewindPostUri: action('rewind'),
    purgeHistoryDeleteUri: `${instance}?${query}`,
    restartPostUri: `${instance}/restart?${query}`,
    suspendPostUri: action('suspend'),
    resumePostUri: action('resume'),
  };
}

/** The durable client binding. `rpcBaseUrl` is what `durable-functions` really calls; it ends with a slash. */
export function clientBinding(address: DurableAddress, rpcBaseUrl: string): string {
  const base = `${address.origin}${DURABLE_PATH}`;
  const create = `${base}/orchestrators/{functionName}[/{instanceId}]`;
  const key = keyQuery(address);
  return JSON.stringify({
    taskHubName: address.hubName,
    creationUrls: {
      createNewInstancePostUri: `${create}?${key}`,
      createAndWaitOnNewInstancePostUri: `${create}?timeout={timeoutInSeconds}&pollingInterval={intervalInSeconds}&${key}`,
    },
    managementUrls: managementLinks(address, ID_PLACEHOLDER),
    baseUrl: base,
    requiredQueryStringParameters: key,
    rpcBaseUrl,
  });
}

function keyQuery({ systemKey }: DurableAddress): string {
  return `code=${encodeURIComponent(systemKey)}`;
}

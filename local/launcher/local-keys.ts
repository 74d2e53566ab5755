/** The keys of a host on this machine: each level has a value of its own, as on Azure. */
export const LOCAL_KEY = 'local';
export const LOCAL_EVENT_KEY = 'local-eventgrid';
export const LOCAL_DURABLE_KEY = 'local-durable';

export const LOCAL_KEYS = {
  functions: { default: LOCAL_KEY },
  system: { eventgrid_extension: LOCAL_EVENT_KEY, durabletask_extension: LOCAL_DURABLE_KEY },
};

/** The key that a path of the host asks for. */
export function localKeyFor(path: string): string {
  if (path.includes('/runtime/webhooks/eventgrid')) return LOCAL_EVENT_KEY;
  return path.includes('/runtime/webhooks/durabletask') ? LOCAL_DURABLE_KEY : LOCAL_KEY;
}

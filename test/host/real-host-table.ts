/** What stands in an answer: the whole body, what it contains, or its JSON in part. */
export interface Row {
  what: string;
  method: string;
  path: string;
  /** `function`, `events`, `durable`, `master`, another text as it is; none when absent. */
  key?: string;
  headers?: Record<string, string>;
  body?: string;
  /** Sends the body in chunks, without a length. */
  chunked?: boolean;
  status: number;
  answers?: { text?: string; contains?: string; json?: object; headers?: Record<string, string | null> };
  /** What the real host answers when this one deliberately does not, and why. */
  differs?: string;
}

export const BEARER = { headers: { 'www-authenticate': 'Bearer' } };

/** Answers of the app `echo`, `orchestration` and `scaleEvents` of real-host.test.ts, without HTTP streaming. */
export const HOST_AND_TRIGGERS: Row[] = [
  // The host itself.
  {
    what: 'the front page',
    method: 'GET',
    path: '/',
    status: 200,
    answers: { headers: { 'content-type': 'text/html' } },
  },
  { what: 'ping', method: 'GET', path: '/admin/host/ping', status: 200, answers: { text: '' } },
  { what: 'ping by POST', method: 'POST', path: '/admin/host/ping', status: 200 },
  {
    what: 'status',
    method: 'GET',
    path: '/admin/host/status',
    key: 'master',
    status: 200,
    answers: { json: { state: 'Running' } },
  },
  { what: 'status without a key', method: 'GET', path: '/admin/host/status', status: 401, answers: BEARER },
  {
    what: 'status with a function key',
    method: 'GET',
    path: '/admin/host/status',
    key: 'function',
    status: 403,
  },
  { what: 'no such path', method: 'GET', path: '/nothing', status: 404 },

  // HTTP triggers.
  {
    what: 'a parameter given twice',
    method: 'GET',
    path: '/api/echo?q=1&q=2',
    key: 'function',
    status: 200,
    answers: { json: { q: '1,2' } },
  },
  {
    what: 'a body of stated length',
    method: 'POST',
    path: '/api/echo',
    key: 'function',
    body: 'five!',
    status: 200,
    answers: { json: { body: 'five!' } },
  },
  {
    what: 'a body in chunks, without streaming',
    method: 'POST',
    path: '/api/echo',
    key: 'function',
    body: 'five!',
    chunked: true,
    status: 200,
    answers: { json: { body: '' } },
  },
  {
    what: 'no key',
    method: 'GET',
    path: '/api/echo',
    status: 401,
    answers: { json: { code: 'keyMissingOrWrong' }, headers: { 'www-authenticate': null } },
    differs: 'The real host sends no body; here every refusal reads alike.',
  },
  { what: 'a system key', method: 'GET', path: '/api/echo', key: 'events', status: 401 },
  { what: 'the master key', method: 'GET', path: '/api/echo', key: 'master', status: 200 },
  { what: 'another method', method: 'PUT', path: '/api/echo', key: 'function', status: 404 },
  {
    what: 'user and password before the host',
    method: 'GET',
    path: '/api/echo',
    headers: { host: 'user:pass@example.org' },
    key: 'function',
    status: 400,
  },
  {
    what: 'an address in absolute form',
    method: 'GET',
    path: 'http://someone:secret@example.org/api/echo?q=1',
    key: 'function',
    status: 200,
    answers: { json: { url: 'http://example.org/api/echo?q=1' } },
    differs: 'The real host refuses one that does not fit the header Host with 400.',
  },
];
